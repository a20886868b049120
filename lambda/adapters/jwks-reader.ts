import { isJwk, type Jwks } from "aws-jwt-verify/jwk";
import type { IssuerConfig } from "../config/proxy-config.ts";
import { isTrustedKeysUrl } from "../config/trusted-url.ts";
import { toRecord } from "../model/fields.ts";
import { httpGet } from "./http-get.ts";

/** The same as in API Gateway's own JWT authorizer. */
const MAX_BYTES = 150_000;

/** A push waits for the authorizer that waits for an issuer. */
const TIMEOUT_MS = 3_000;

/**
 * Reads an issuer's published keys: from its `jwksUri`, or from the URL in its discovery document (OpenID Connect
 * Discovery 1.0, 4). Follows no redirect. Throws if they cannot be read, at the latest after `timeoutMs`, which applies
 * to both documents together, from the first connection to the last byte.
 *
 * Leaves out keys that cannot verify a signature here, as RFC 7517, 5, advises. So a key of a new kind, or one for
 * encryption that has the same `kid` as another key, stops no token.
 */
export const readJwks = async ({ issuer, jwksUri }: IssuerConfig, timeoutMs = TIMEOUT_MS): Promise<Jwks> => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const address = jwksUri ?? (await discoverJwksUri(issuer, deadline));
  const { keys } = toRecord(await getJson(address, deadline));
  if (!Array.isArray(keys)) {
    throw new Error(`${address}: this is no set of keys`);
  }
  return { keys: keys.filter((key) => isJwk(key) && (key.use ?? "sig") === "sig") };
};

const discoverJwksUri = async (issuer: string, deadline: AbortSignal): Promise<string> => {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { issuer: named, jwks_uri: jwksUri } = toRecord(await getJson(address, deadline));
  if (named !== issuer) {
    throw new Error(`${address}: its issuer is ${JSON.stringify(named)}, not the one of the configuration`);
  }
  if (typeof jwksUri !== "string" || !isTrustedKeysUrl(jwksUri, issuer)) {
    throw new Error(
      `${address}: its jwks_uri is ${JSON.stringify(jwksUri)}, which is not an https URL without a query`,
    );
  }
  return jwksUri;
};

/** Reports every failure with the address, since the operator has to know which of the two documents it is. */
const getJson = async (address: string, deadline: AbortSignal): Promise<unknown> => {
  try {
    return JSON.parse((await getBytes(new URL(address), deadline)).toString("utf8"));
  } catch (error) {
    throw new Error(`${address}: ${describe(error as NodeJS.ErrnoException, deadline)}`);
  }
};

/** An AggregateError, if several addresses of a host do not answer, has a code and no message. */
const describe = ({ message, code }: NodeJS.ErrnoException, deadline: AbortSignal): string =>
  deadline.aborted ? "no complete answer in time" : message || `${code}`;

const getBytes = async (url: URL, deadline: AbortSignal): Promise<Buffer> => {
  const response = await httpGet(url, deadline, HEADERS);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`the answer has the status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new Error(`the answer has more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** A kept connection could be dead at the next read, because the function can be frozen until then. */
const HEADERS = { accept: "application/json", connection: "close" };
