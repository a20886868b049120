import type {
  AuthenticationOutcome,
  RefusalReason,
} from "../../lambda/authenticate/authentication-outcome.ts";
import type { AuthorizerAudit } from "../../lambda/handlers/authorizer.ts";
import { dropOldest } from "../../lambda/model/drop-oldest.ts";

/**
 * Hints for the operator of the local system about a refused credential. The client itself gets the same answer for
 * every reason, so that it does not learn which ids exist. A hint does not name a client that the caller only claimed
 * to be, since others may see the terminal.
 */
export interface CredentialHints {
  readonly audit: AuthorizerAudit;
  /** Why the credential of a request was refused, and the fix. Each reason can be read once. */
  take(requestId: string): string;
}

export interface KnownFiles {
  readonly configFile: string;
  readonly secretsFile: string;
}

/** A limit, since a reason is never taken if its client has gone before its answer. */
const MAX_KEPT = 100;

type Refused = Extract<AuthenticationOutcome, { readonly kind: "refused" }>;

export const createCredentialHints = (files: KnownFiles): CredentialHints => {
  const refusals = new Map<string, Refused>();
  return {
    audit: (outcome, requestId) => {
      if (outcome.kind !== "refused") {
        return;
      }
      refusals.set(requestId, outcome);
      dropOldest(refusals, MAX_KEPT);
    },
    take: (requestId) => {
      // The gateway does not call the authorizer without a credential.
      const { reason, callerId = "" } = refusals.get(requestId) ?? { reason: "credential-missing" };
      refusals.delete(requestId);
      return HINTS[reason](callerId, files);
    },
  };
};

const HINTS: Readonly<Record<RefusalReason, (callerId: string, files: KnownFiles) => string>> = {
  "credential-missing": (_, { secretsFile }) =>
    `it has no Authorization header; with curl, add -u <client>:<token> (tokens are in ${secretsFile})`,
  "credential-malformed": () =>
    "its Authorization header is neither Basic <client>:<token> nor Bearer <client>.<token>",
  "client-unknown": (_, { configFile }) => `there is no such client; ${configFile} lists them under clients`,
  "client-without-token": () =>
    "the client has no token any more; npm run token -- <client> --rotate makes one",
  "token-wrong": (_, { secretsFile }) =>
    `that is not the client's token; tokens are in ${secretsFile}, and npm run token -- <client> prints one`,
  "issuer-unknown": (_, { configFile }) => `no issuer in ${configFile} signed the token`,
  "signed-token-invalid": (issuer) =>
    `the token is not one that issuer ${issuer} signed for this audience; compare its aud and its algorithm with the configuration`,
  "signed-token-expired": (issuer) =>
    `the token of issuer ${issuer} has expired; ask the issuer for a new one`,
  "claims-too-long": () => "the claims that its grants name are longer than the gateway can carry",
};
