import type { IssuerConfig } from "../config/proxy-config.ts";
import type { Clock } from "../model/clock.ts";
import type { AuthenticationOutcome } from "./authentication-outcome.ts";
import { type CheckClientToken, createClientTokenCheck } from "./check-client-token.ts";
import {
  type CheckSignedToken,
  createSignedTokenCheck,
  type VerifySignedToken,
} from "./check-signed-token.ts";
import type { ClientDirectory } from "./client-directory.ts";
import { parseCredential } from "./credential.ts";
import { toKnownToken } from "./known-token.ts";
import { createRefreshingCache } from "./refreshing-cache.ts";
import type { SecretStore } from "./secret-store.ts";

/** Identifies the sender of an Authorization header. Never rejects, whatever a caller sends. */
export type Authenticate = (header: string | undefined) => Promise<AuthenticationOutcome>;

export interface AuthenticatePorts<Keys> {
  readonly directory: ClientDirectory;
  readonly overlapSeconds: number;
  readonly secretStore: SecretStore;
  /** Reads an issuer's published keys. */
  readonly readIssuerKeys: (issuer: IssuerConfig) => Promise<Keys>;
  readonly verify: VerifySignedToken<Keys>;
  readonly now: Clock;
  /** Called for each read, for the log. */
  readonly onRead: (read: CredentialRead) => void;
}

/** A read of a client's tokens or of an issuer's keys. */
export interface CredentialRead {
  readonly source: "secret-store" | "issuer-keys";
  /** Id of the client or issuer. */
  readonly callerId: string;
  /** Why it has failed; undefined: it has not. */
  readonly error: unknown;
}

/** How long a revoked token can still be accepted, in addition to the time in the gateway's cache. */
const MAX_TOKEN_AGE_MS = 60_000;

/** How long tokens that were read are accepted during an outage of Secrets Manager. */
const MAX_STALE_TOKENS_MS = 3_600_000;

/** How long a withdrawn key of an issuer can still be accepted. */
const MAX_KEY_AGE_MS = 3_600_000;

/** How long keys that were read are accepted during an outage of the issuer. */
const MAX_STALE_KEYS_MS = 24 * 3_600_000;

/** Stage `authenticate`. It caches what it reads, so create it once per process. */
export const createAuthenticate = <Keys>(ports: AuthenticatePorts<Keys>): Authenticate => {
  const { directory, now } = ports;
  const checkClientToken = createClientTokenCheck({
    directory,
    now,
    overlapMs: ports.overlapSeconds * 1000,
    tokens: createRefreshingCache({
      now,
      maxAgeMs: MAX_TOKEN_AGE_MS,
      maxStaleMs: MAX_STALE_TOKENS_MS,
      onRead: (callerId, error) => ports.onRead({ source: "secret-store", callerId, error }),
      read: async (clientId) => {
        const stored = await ports.secretStore.read(clientId);
        return stored === undefined ? undefined : toKnownToken(stored);
      },
    }),
  });
  const checkSignedToken = createSignedTokenCheck({
    directory,
    verify: ports.verify,
    keys: createRefreshingCache({
      now,
      maxAgeMs: MAX_KEY_AGE_MS,
      maxStaleMs: MAX_STALE_KEYS_MS,
      onRead: (callerId, error) => ports.onRead({ source: "issuer-keys", callerId, error }),
      // Only ids of configured issuers are looked up.
      read: (issuerId) => ports.readIssuerKeys(directory.findIssuer(issuerId)!),
    }),
  });
  return authenticateWith(checkClientToken, checkSignedToken);
};

const authenticateWith =
  (checkClientToken: CheckClientToken, checkSignedToken: CheckSignedToken): Authenticate =>
  async (header) => {
    const credential = parseCredential(header);
    if (!credential.ok) {
      return { kind: "refused", reason: `credential-${credential.error}`, callerId: undefined };
    }
    return credential.value.kind === "client-token"
      ? checkClientToken(credential.value)
      : checkSignedToken(credential.value);
  };
