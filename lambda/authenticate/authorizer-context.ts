import { isRecord, readJson } from "../model/fields.ts";
import type { Claims } from "../model/glob.ts";
import { err, ok, type Result } from "../model/result.ts";

/**
 * The authorizer's facts about the caller for the push function. API Gateway passes them on as flat strings (numbers
 * and booleans become strings, anything else makes the whole answer invalid), so the claims are base64 JSON.
 */
export interface AuthorizerContext {
  /** Client or issuer id. */
  readonly client: string;
  /** Only the claims that its rights name; empty for a client with its own token. */
  readonly claims: Claims;
  /** When the caller's token expires, in seconds since 1970. Undefined for a client with its own token. */
  readonly expiresAtSeconds: number | undefined;
}

export type FlatContext = Readonly<Record<string, string>>;

/** API Gateway accepts an authorizer's answer of at most 8 KB, including the policy. */
export const MAX_CLAIMS_BYTES = 4_096;

/** Refuses claims whose encoded form is longer than {@link MAX_CLAIMS_BYTES}. */
export const flattenContext = (context: AuthorizerContext): Result<FlatContext, "claims-too-long"> => {
  if (context.expiresAtSeconds === undefined) {
    return ok({ client: context.client });
  }
  const claims = Buffer.from(JSON.stringify(context.claims)).toString("base64");
  if (claims.length > MAX_CLAIMS_BYTES) {
    return err("claims-too-long");
  }
  return ok({ client: context.client, claims, expiresAt: String(context.expiresAtSeconds) });
};

/** The inverse of {@link flattenContext}. Undefined for anything that it cannot have made. */
export const parseContext = (flat: Readonly<Record<string, unknown>>): AuthorizerContext | undefined => {
  const { client, claims, expiresAt } = flat as { client?: unknown; claims?: unknown; expiresAt?: unknown };
  if (typeof client !== "string") {
    return undefined;
  }
  if (claims === undefined && expiresAt === undefined) {
    return { client, claims: {}, expiresAtSeconds: undefined };
  }
  const expiresAtSeconds = Number(expiresAt);
  const parsedClaims = parseClaims(claims);
  if (parsedClaims === undefined || !Number.isSafeInteger(expiresAtSeconds)) {
    return undefined;
  }
  return { client, claims: parsedClaims, expiresAtSeconds };
};

const parseClaims = (encoded: unknown): Claims | undefined => {
  if (typeof encoded !== "string") {
    return undefined;
  }
  const claims = readJson(Buffer.from(encoded, "base64").toString("utf8"));
  return isClaims(claims) ? claims : undefined;
};

const isClaims = (value: unknown): value is Claims =>
  isRecord(value) && Object.values(value).every((claim) => typeof claim === "string");
