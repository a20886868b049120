import { type Clock, isWithin } from "../model/clock.ts";

/** A cache over a source that can fail. Concurrent reads of a key share one request. Never rejects. */
export interface RefreshingCache<Value> {
  /** The cached value of a key. It is at most `maxAgeMs` old, or `maxStaleMs` if reads fail. */
  get(key: string): Promise<Lookup<Value>>;
  /**
   * The value after it was read again, for a caller that has a reason to doubt the result of {@link get}. An attacker
   * can cause this, so a key is read again at most once in {@link REFRESH_MS}, or in {@link REST_MS} if that fails.
   */
  refresh(key: string): Promise<Lookup<Value>>;
}

export type Lookup<Value> =
  /** `isStale`: the last read has failed. */
  | { readonly kind: "known"; readonly value: Value; readonly isStale: boolean }
  | { readonly kind: "unavailable" };

interface Settings<Value> {
  readonly read: (key: string) => Promise<Value>;
  readonly now: Clock;
  readonly maxAgeMs: number;
  /** How long a value is used while reads fail. */
  readonly maxStaleMs: number;
  /** Called for each read. `error` says why it has failed; undefined: it has not. */
  readonly onRead: (key: string, error?: unknown) => void;
}

const REFRESH_MS = 10_000;

/** How long a key is not read again after a failure, so that not every caller waits for the source. */
const REST_MS = 5_000;

/** Keeps an entry for every key, so it must be used only with keys of the configuration. */
export const createRefreshingCache = <Value>(settings: Settings<Value>): RefreshingCache<Value> => {
  const { now, maxAgeMs } = settings;
  const entries = new Map<string, Entry<Value>>();

  const entryOf = (key: string): Entry<Value> => {
    const entry = entries.get(key) ?? createEntry();
    entries.set(key, entry);
    return entry;
  };

  const lookUp = async (key: string, entry: Entry<Value>, isFresh: boolean): Promise<Lookup<Value>> => {
    if (!isFresh && !isRecent(REST_MS, entry.failedAtMs, now)) {
      // A read in progress also serves all other callers.
      entry.reading ??= readInto(entry, key, settings);
      await entry.reading;
    }
    return toLookup(entry, settings);
  };

  return {
    get: (key) => {
      const entry = entryOf(key);
      return lookUp(key, entry, isRecent(maxAgeMs, entry.known?.readAtMs, now));
    },
    refresh: async (key) => {
      const entry = entryOf(key);
      const startedAtMs = now();
      const isSpent = isRecent(REFRESH_MS, entry.refreshedAtMs, now);
      const lookup = await lookUp(key, entry, isSpent);
      if (!isSpent && lookup.kind === "known" && !lookup.isStale) {
        entry.refreshedAtMs = startedAtMs;
      }
      return lookup;
    },
  };
};

interface Entry<Value> {
  known: { readonly value: Value; readonly readAtMs: number } | undefined;
  refreshedAtMs: number | undefined;
  failedAtMs: number | undefined;
  reading: Promise<void> | undefined;
}

const createEntry = <Value>(): Entry<Value> => ({
  known: undefined,
  refreshedAtMs: undefined,
  failedAtMs: undefined,
  reading: undefined,
});

const isRecent = (durationMs: number, sinceMs: number | undefined, now: Clock): boolean =>
  sinceMs !== undefined && isWithin(sinceMs, now(), durationMs);

const toLookup = <Value>({ known, failedAtMs }: Entry<Value>, settings: Settings<Value>): Lookup<Value> => {
  const { now, maxAgeMs, maxStaleMs } = settings;
  // After the clock was set back, the value was read again. If that failed, the known value is used.
  if (known === undefined || now() - known.readAtMs >= Math.max(maxAgeMs, maxStaleMs)) {
    return { kind: "unavailable" };
  }
  return { kind: "known", value: known.value, isStale: failedAtMs !== undefined };
};

/**
 * Reads a value into its entry. After a failure the old value is kept. The age of a value counts from the start of its
 * read, because the source can change during the read.
 */
const readInto = async <Value>(
  entry: Entry<Value>,
  key: string,
  { read, now, onRead }: Settings<Value>,
): Promise<void> => {
  const readAtMs = now();
  try {
    entry.known = { value: await read(key), readAtMs };
    entry.failedAtMs = undefined;
    onRead(key);
  } catch (error) {
    entry.failedAtMs = now();
    onRead(key, error);
  } finally {
    entry.reading = undefined;
  }
};
