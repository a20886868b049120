import { assertIsJwks, type Jwks } from "aws-jwt-verify/jwk";
import type { IssuerConfig } from "../config/proxy-config.ts";
import { isTrustedKeysUrl } from "../config/trusted-url.ts";
import { httpGet } from "./http-get.ts";

/** The same as in API Gateway's own JWT authorizer. */
const MAX_BYTES = 150_000;

/** A push waits for the authorizer that waits for an issuer. */
const TIMEOUT_MS = 3_000;

/**
 * Reads an issuer's published keys: from its `jwksUri`, or from the URL in its discovery document (OpenID Connect
 * Discovery 1.0, 4). Follows no redirect. Throws if they cannot be read, at the latest after `timeoutMs`, which applies
 * to both documents together, from the first connection to the last byte.
 */
export const readJwks = async ({ issuer, jwksUri }: IssuerConfig, timeoutMs = TIMEOUT_MS): Promise<Jwks> => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const jwks = await getJson(jwksUri ?? (await discoverJwksUri(issuer, deadline)), deadline);
  assertIsJwks(jwks as Jwks);
  return jwks as Jwks;
};

const discoverJwksUri = async (issuer: string, deadline: AbortSignal): Promise<string> => {
  const document = await getJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, deadline);
  const { issuer: named, jwks_uri: jwksUri } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) {
    throw new Error("the discovery document is another issuer's");
  }
  if (typeof jwksUri !== "string" || !isTrustedKeysUrl(jwksUri, issuer)) {
    throw new Error("the discovery document has no jwks_uri that can be trusted");
  }
  return jwksUri;
};

const getJson = async (url: string, deadline: AbortSignal): Promise<unknown> =>
  JSON.parse((await getBytes(new URL(url), deadline)).toString("utf8"));

const getBytes = async (url: URL, deadline: AbortSignal): Promise<Buffer> => {
  const response = await httpGet(url, deadline, { accept: "application/json" });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${url.host} answered ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new Error(`${url.host} sent more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
