import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../model/secret.ts";
import type { StoredToken } from "./secret-store.ts";

/** The SHA-256 hashes of a client's tokens. They are kept in memory in place of the tokens. */
export interface KnownToken {
  readonly current: Uint8Array;
  readonly currentSinceMs: number;
  /** All zeros if there is none, since no token has this hash. */
  readonly previous: Uint8Array;
}

export const toKnownToken = ({ current, previous }: StoredToken): KnownToken => ({
  current: hash(current.token),
  currentSinceMs: current.createdAtMs,
  previous: previous === undefined ? NOTHING : hash(previous.token),
});

const NOTHING = new Uint8Array(32);

/** Used if there is no such client, so that the comparison takes the same time. */
export const NO_TOKEN: KnownToken = { current: NOTHING, currentSinceMs: 0, previous: NOTHING };

/**
 * Whether the token is the current one, or the previous one during the overlap. Takes the same time for every token:
 * both hashes are always compared, in constant time.
 */
export const isAccepted = (token: Secret, known: KnownToken, overlapMs: number, nowMs: number): boolean => {
  const presented = hash(token);
  const isCurrent = timingSafeEqual(presented, known.current);
  const isPrevious = timingSafeEqual(presented, known.previous);
  return isCurrent || (isPrevious && nowMs < known.currentSinceMs + overlapMs);
};

const hash = (token: Secret): Uint8Array => createHash("sha256").update(token.reveal()).digest();
