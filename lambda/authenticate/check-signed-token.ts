import type { IssuerConfig } from "../config/proxy-config.ts";
import { isRecord, readJson, toRecord } from "../model/fields.ts";
import type { AuthenticationOutcome, RefusalReason } from "./authentication-outcome.ts";
import type { ClientDirectory } from "./client-directory.ts";
import type { Credential } from "./credential.ts";
import { namedClaims } from "./named-claims.ts";
import type { Lookup, RefreshingCache } from "./refreshing-cache.ts";

export type CheckSignedToken = (
  credential: Extract<Credential, { kind: "signed-token" }>,
) => Promise<AuthenticationOutcome>;

export interface SignedTokenPorts<Keys> {
  readonly directory: ClientDirectory;
  /** The issuer's published keys, by issuer id. */
  readonly keys: RefreshingCache<Keys>;
  readonly verify: VerifySignedToken<Keys>;
}

/** Checks signature, algorithm, issuer, audience and times. */
export type VerifySignedToken<Keys> = (jwt: string, keys: Keys, issuer: IssuerConfig) => SignedTokenVerdict;

export type SignedTokenVerdict =
  | {
      readonly kind: "valid";
      readonly claims: Readonly<Record<string, unknown>>;
      readonly expiresAtSeconds: number;
    }
  /** None of the issuer's keys has the id that the token names, or the one that has it has not signed the token. */
  | { readonly kind: "key-unknown" }
  | { readonly kind: "expired" }
  | { readonly kind: "invalid" };

/**
 * Checks a token that one of the configured issuers signed. If none of the known keys has signed a token, the issuer's
 * keys are read again, so an issuer can change its keys at any time, also under their old ids. Keys are never read for an
 * issuer that is not configured, or for a token whose header can never be accepted. So such tokens are refused even while
 * keys cannot be read.
 */
export const createSignedTokenCheck =
  <Keys>({ directory, keys, verify }: SignedTokenPorts<Keys>): CheckSignedToken =>
  async (credential) => {
    const issuer = findIssuer(credential, directory);
    if (issuer === undefined) {
      return { kind: "refused", reason: "issuer-unknown", callerId: undefined };
    }
    const jwt = credential.token.reveal();
    if (!isAllowedHeader(unverifiedPartOf(jwt, 0), issuer)) {
      return toOutcome({ kind: "invalid" }, issuer);
    }
    const check = (lookup: Lookup<Keys>): SignedTokenVerdict | undefined =>
      lookup.kind === "unavailable" ? undefined : verify(jwt, lookup.value, issuer);
    const verdict = check(await keys.get(issuer.id));
    if (verdict?.kind !== "key-unknown") {
      return toOutcome(verdict, issuer);
    }
    const latest = await keys.refresh(issuer.id);
    // The issuer can have published the key since the last successful read.
    return toOutcome(latest.kind === "known" && latest.isStale ? undefined : check(latest), issuer);
  };

const toOutcome = (verdict: SignedTokenVerdict | undefined, issuer: IssuerConfig): AuthenticationOutcome => {
  if (verdict === undefined) {
    return { kind: "unavailable", reason: "issuer-keys", callerId: issuer.id };
  }
  if (verdict.kind !== "valid") {
    return { kind: "refused", reason: REASONS[verdict.kind], callerId: issuer.id };
  }
  const claims = namedClaims(verdict.claims, issuer);
  return {
    kind: "authenticated",
    caller: { config: issuer, claims, expiresAtSeconds: verdict.expiresAtSeconds },
  };
};

const REASONS: Readonly<Record<Exclude<SignedTokenVerdict["kind"], "valid">, RefusalReason>> = {
  "key-unknown": "signed-token-invalid",
  expired: "signed-token-expired",
  invalid: "signed-token-invalid",
};

/** The issuer that the Basic user names must also be the one in the token: `verify` compares them. */
const findIssuer = (
  { issuerId, token }: Extract<Credential, { kind: "signed-token" }>,
  directory: ClientDirectory,
): IssuerConfig | undefined => {
  if (issuerId !== undefined) {
    return directory.findIssuer(issuerId);
  }
  const claimed = unverifiedIssuerOf(token.reveal());
  return claimed === undefined ? undefined : directory.findIssuerByUrl(claimed);
};

const unverifiedIssuerOf = (jwt: string): string | undefined => {
  const { iss } = toRecord(unverifiedPartOf(jwt, 1));
  return typeof iss === "string" ? iss : undefined;
};

/** Part 0 is the header, part 1 the claims. Undefined if the part is not JSON. */
const unverifiedPartOf = (jwt: string, part: 0 | 1): unknown =>
  readJson(Buffer.from(jwt.split(".")[part]!, "base64url").toString("utf8"));

/**
 * Whether the header of a JWT can be accepted: its algorithm is configured, and it has no critical headers. RFC 7515,
 * 4.1.11, says to refuse critical headers that are not understood, and none are understood here.
 */
export const isAllowedHeader = (header: unknown, { algorithms }: Pick<IssuerConfig, "algorithms">): boolean =>
  isRecord(header) &&
  algorithms.some((allowed) => allowed === header["alg"]) &&
  !Object.hasOwn(header, "crit");
