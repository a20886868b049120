import type { IssuerConfig } from "../config/proxy-config.ts";
import type { AuthenticationOutcome } from "./authentication-outcome.ts";
import type { ClientDirectory } from "./client-directory.ts";
import type { Credential } from "./credential.ts";
import { namedClaims } from "./named-claims.ts";

export type SignedTokenCredential = Extract<Credential, { kind: "signed-token" }>;

export type CheckSignedToken = (credential: SignedTokenCredential) => Promise<AuthenticationOutcome>;

/** Checks signature, algorithm, issuer, audience and times of a JWT. */
export type VerifyJwt = (token: string, issuer: IssuerConfig) => Promise<JwtVerdict>;

export type JwtVerdict =
  | {
      readonly kind: "valid";
      readonly claims: Readonly<Record<string, unknown>>;
      readonly expiresAtSeconds: number;
    }
  | { readonly kind: "expired" }
  | { readonly kind: "invalid" }
  | { readonly kind: "keys-unavailable" };

export interface SignedTokenPorts {
  readonly directory: ClientDirectory;
  readonly verify: VerifyJwt;
}

/** Checks a token that one of the configured issuers signed. An issuer that is not configured is never asked for keys. */
export const createSignedTokenCheck =
  ({ directory, verify }: SignedTokenPorts): CheckSignedToken =>
  async (credential) => {
    const issuer = findIssuer(credential, directory);
    if (issuer === undefined) return { kind: "refused", reason: "issuer-unknown", callerId: undefined };
    const verdict = await verify(credential.token.reveal(), issuer);
    switch (verdict.kind) {
      case "valid": {
        const claims = namedClaims(verdict.claims, issuer.grants);
        return {
          kind: "authenticated",
          caller: { config: issuer, claims, expiresAtSeconds: verdict.expiresAtSeconds },
        };
      }
      case "expired":
        return { kind: "refused", reason: "signed-token-expired", callerId: issuer.id };
      case "invalid":
        return { kind: "refused", reason: "signed-token-invalid", callerId: issuer.id };
      case "keys-unavailable":
        return { kind: "unavailable", reason: "issuer-keys", callerId: issuer.id };
    }
  };

/** An issuer that the header names must be the one that the token names, too: the verifier compares them. */
const findIssuer = ({ issuerId, token }: SignedTokenCredential, directory: ClientDirectory) => {
  if (issuerId !== undefined) return directory.findIssuer(issuerId);
  const claimed = unverifiedIssuerOf(token.reveal());
  return claimed === undefined ? undefined : directory.findIssuerByUrl(claimed);
};

const unverifiedIssuerOf = (jwt: string): string | undefined => {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8"));
    const { iss } = (payload ?? {}) as { iss?: unknown };
    return typeof iss === "string" ? iss : undefined;
  } catch {
    return undefined;
  }
};
