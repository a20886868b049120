import type { ClientConfig } from "../config/proxy-config.ts";
import type { Clock } from "../model/clock.ts";
import type { AuthenticationOutcome } from "./authentication-outcome.ts";
import type { ClientDirectory } from "./client-directory.ts";
import type { Credential } from "./credential.ts";
import { isAccepted, type KnownToken, NO_TOKEN } from "./known-token.ts";
import { createRefreshingCache, type Lookup, type RefreshingCache } from "./refreshing-cache.ts";

export interface ClientTokenPorts {
  readonly directory: ClientDirectory;
  /** By client id; undefined for a client whose token was never created. */
  readonly tokens: RefreshingCache<KnownToken | undefined>;
  /** How long the previous token is accepted after a rotation. */
  readonly overlapMs: number;
  readonly now: Clock;
}

export type CheckClientToken = (
  credential: Extract<Credential, { kind: "client-token" }>,
) => Promise<AuthenticationOutcome>;

/**
 * Checks a client's own token. After a wrong token the tokens are read again, so a rotated token works immediately. For
 * an id that is not configured it takes the same steps, but reads nothing.
 */
export const createClientTokenCheck = (ports: ClientTokenPorts): CheckClientToken => {
  const { directory, overlapMs, now } = ports;
  const tokensOfUnknownClients = createTokensOfUnknownClients(now);
  return async ({ clientId, token }) => {
    const client = directory.findClient(clientId);
    const tokens = client === undefined ? tokensOfUnknownClients : ports.tokens;
    const key = client === undefined ? NOBODY : client.id;
    const matches = (lookup: Lookup<KnownToken | undefined>): boolean =>
      isAccepted(token, (lookup.kind === "known" ? lookup.value : undefined) ?? NO_TOKEN, overlapMs, now());

    const known = await tokens.get(key);
    if (matches(known) && client !== undefined) {
      return toAuthenticated(client);
    }
    const latest = await tokens.refresh(key);
    if (matches(latest) && client !== undefined) {
      return toAuthenticated(client);
    }
    return client === undefined ? CLIENT_UNKNOWN : toRefusal(latest, client.id);
  };
};

const NOBODY = "";

const createTokensOfUnknownClients = (now: Clock): RefreshingCache<undefined> =>
  createRefreshingCache({
    read: async () => undefined,
    now,
    maxAgeMs: 60_000,
    maxStaleMs: 60_000,
    onRead: () => {},
  });

const CLIENT_UNKNOWN: AuthenticationOutcome = {
  kind: "refused",
  reason: "client-unknown",
  callerId: undefined,
};

const toAuthenticated = (config: ClientConfig): AuthenticationOutcome => ({
  kind: "authenticated",
  caller: { config, claims: {}, expiresAtSeconds: undefined },
});

const toRefusal = (lookup: Lookup<KnownToken | undefined>, callerId: string): AuthenticationOutcome => {
  // The token can have been changed since the last successful read.
  if (lookup.kind === "unavailable" || lookup.isStale) {
    return { kind: "unavailable", reason: "secret-store", callerId };
  }
  const reason = lookup.value === undefined ? "client-without-token" : "token-wrong";
  return { kind: "refused", reason, callerId };
};
