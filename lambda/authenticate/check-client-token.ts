import type { Clock } from "../model/clock.ts";
import type { AuthenticationOutcome } from "./authentication-outcome.ts";
import type { ClientDirectory } from "./client-directory.ts";
import type { Credential } from "./credential.ts";
import { isAccepted, NO_TOKEN } from "./known-token.ts";
import type { TokenCache, TokenLookup } from "./token-cache.ts";

export interface ClientTokenPorts {
  readonly directory: ClientDirectory;
  readonly tokens: TokenCache;
  readonly overlapMs: number;
  readonly now: Clock;
}

export type ClientTokenCredential = Extract<Credential, { kind: "client-token" }>;

export type CheckClientToken = (credential: ClientTokenCredential) => Promise<AuthenticationOutcome>;

/**
 * Checks a client's own token. One that is not known is looked up once more, so that a rotation works at once; what is
 * then known is at most {@link REFRESH_MS} old, so that guessing costs one read in that time. An id that is not
 * configured costs none.
 */
export const createClientTokenCheck = (ports: ClientTokenPorts): CheckClientToken => {
  const matches = ({ token }: ClientTokenCredential, lookup: TokenLookup): boolean =>
    isAccepted(token, lookup.kind === "known" ? lookup.token : NO_TOKEN, ports.overlapMs, ports.now());

  return async (credential) => {
    const client = ports.directory.findClient(credential.clientId);
    if (client === undefined) {
      matches(credential, { kind: "absent" });
      return { kind: "refused", reason: "client-unknown", callerId: undefined };
    }
    const known = await ports.tokens.get(client.id, MAX_AGE_MS);
    if (matches(credential, known)) {
      return { kind: "authenticated", caller: { config: client, claims: {}, expiresAtSeconds: undefined } };
    }
    const latest = await ports.tokens.get(client.id, REFRESH_MS);
    if (latest !== known && matches(credential, latest)) {
      return { kind: "authenticated", caller: { config: client, claims: {}, expiresAtSeconds: undefined } };
    }
    return toRefusal(latest, client.id);
  };
};

const toRefusal = (lookup: TokenLookup, callerId: string): AuthenticationOutcome => {
  switch (lookup.kind) {
    case "known":
      return { kind: "refused", reason: "token-wrong", callerId };
    case "absent":
      return { kind: "refused", reason: "client-without-token", callerId };
    case "unavailable":
      return { kind: "unavailable", reason: "secret-store", callerId };
  }
};

/** How long a revoked token may still be accepted, beside the gateway's own cache. */
const MAX_AGE_MS = 60_000;

const REFRESH_MS = 10_000;
