import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { assertIsJwks, type Jwks } from "aws-jwt-verify/jwk";
import type { IssuerConfig } from "../config/proxy-config.ts";
import { isTrustedUrl } from "../config/trusted-url.ts";

/** As API Gateway's own JWT authorizer has it. */
const MAX_BYTES = 150_000;

const TIMEOUT_MS = 3_000;

/**
 * Reads the keys that an issuer publishes: at its `jwksUri`, or where its discovery document says (OpenID Connect
 * Discovery 1.0, 4). Follows no redirect. Throws when they cannot be had.
 */
export const readJwks = async ({ issuer, jwksUri }: IssuerConfig): Promise<Jwks> => {
  const jwks = await getJson(jwksUri ?? (await discoverJwksUri(issuer)));
  assertIsJwks(jwks as Jwks);
  return jwks as Jwks;
};

const discoverJwksUri = async (issuer: string): Promise<string> => {
  const document = await getJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: jwksUri } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error("the discovery document is another issuer's");
  if (typeof jwksUri !== "string" || !isTrustedUrl(jwksUri)) {
    throw new Error("the discovery document has no jwks_uri that can be trusted");
  }
  return jwksUri;
};

const getJson = async (url: string): Promise<unknown> => JSON.parse((await getBytes(url)).toString("utf8"));

const getBytes = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const get = url.startsWith("http:") ? getHttp : getHttps;
    const options = { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: "application/json" } };
    const request = get(url, options, (response) => {
      if (response.statusCode !== 200) {
        request.destroy(new Error(`${new URL(url).host} answered ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES)
          request.destroy(new Error(`${new URL(url).host} sent more than ${MAX_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.on("end", () => resolve(Buffer.concat(chunks)));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
