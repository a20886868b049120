import type { Clock } from "../model/clock.ts";
import { type KnownToken, toKnownToken } from "./known-token.ts";
import type { SecretStore } from "./secret-store.ts";

/** The tokens of clients as this function knows them: hashes only, read from the store no more often than needed. */
export interface TokenCache {
  /** What is known, no older than `maxAgeMs` unless the store fails. Reads of one client are made one at a time. */
  get(clientId: string, maxAgeMs: number): Promise<TokenLookup>;
}

export type TokenLookup =
  | { readonly kind: "known"; readonly token: KnownToken }
  | { readonly kind: "absent" }
  | { readonly kind: "unavailable" };

export interface TokenCacheSettings {
  readonly store: SecretStore;
  readonly now: Clock;
  /** How long what was known is used when the store fails. */
  readonly maxStaleMs: number;
  /** How long a failing store is left alone. */
  readonly retryAfterMs: number;
  /** Hears of each read of the store, for the metrics. */
  readonly onRead: (outcome: "read" | "failed") => void;
}

export const createTokenCache = (settings: TokenCacheSettings): TokenCache => {
  const entries = new Map<string, Entry>();
  const get = (clientId: string, maxAgeMs: number): Promise<TokenLookup> => {
    const entry = entries.get(clientId) ?? {
      answer: undefined,
      readAtMs: 0,
      failedAtMs: undefined,
      reading: undefined,
    };
    entries.set(clientId, entry);
    if (isFresh(entry, maxAgeMs, settings) || isResting(entry, settings))
      return Promise.resolve(toLookup(entry, settings));
    entry.reading ??= readInto(entry, clientId, settings);
    return entry.reading.then(() => toLookup(entry, settings));
  };
  return { get };
};

interface Entry {
  answer: Exclude<TokenLookup, { kind: "unavailable" }> | undefined;
  readAtMs: number;
  failedAtMs: number | undefined;
  reading: Promise<void> | undefined;
}

const isFresh = ({ answer, readAtMs }: Entry, maxAgeMs: number, { now }: TokenCacheSettings): boolean =>
  answer !== undefined && now() - readAtMs < maxAgeMs;

const isResting = ({ failedAtMs }: Entry, { now, retryAfterMs }: TokenCacheSettings): boolean =>
  failedAtMs !== undefined && now() - failedAtMs < retryAfterMs;

const toLookup = ({ answer, readAtMs }: Entry, { now, maxStaleMs }: TokenCacheSettings): TokenLookup =>
  answer === undefined || now() - readAtMs >= maxStaleMs ? { kind: "unavailable" } : answer;

/** Never rejects: a failure is noted, and what was known stays. */
const readInto = async (
  entry: Entry,
  clientId: string,
  { store, now, onRead }: TokenCacheSettings,
): Promise<void> => {
  const startedAtMs = now();
  try {
    const stored = await store.read(clientId);
    entry.answer = stored === undefined ? { kind: "absent" } : { kind: "known", token: toKnownToken(stored) };
    entry.readAtMs = startedAtMs;
    entry.failedAtMs = undefined;
    onRead("read");
  } catch {
    entry.failedAtMs = now();
    onRead("failed");
  } finally {
    entry.reading = undefined;
  }
};
