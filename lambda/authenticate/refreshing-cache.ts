import type { Clock } from "../model/clock.ts";

/** What was read from somewhere that can fail, kept for as long as each caller is content with. */
export interface RefreshingCache<Value> {
  /**
   * What is known of a key, no older than `maxAgeMs` unless reading fails. A key is read once at a time, however many
   * ask. Never rejects.
   */
  get(key: string, maxAgeMs: number): Promise<Lookup<Value>>;
}

export type Lookup<Value> =
  /** `isStale`: older than was asked for, since reading failed. */
  | { readonly kind: "known"; readonly value: Value; readonly isStale: boolean }
  | { readonly kind: "unavailable" };

export interface RefreshingCacheSettings<Value> {
  readonly read: (key: string) => Promise<Value>;
  readonly now: Clock;
  /** How long what is known is used while reading fails. */
  readonly maxStaleMs: number;
  /** Hears of each read, for the metrics. */
  readonly onRead: (outcome: "read" | "failed") => void;
}

/** Keeps an entry for every key it is asked for: ask only for keys of the configuration. */
export const createRefreshingCache = <Value>(
  settings: RefreshingCacheSettings<Value>,
): RefreshingCache<Value> => {
  const entries = new Map<string, Entry<Value>>();
  const entryOf = (key: string): Entry<Value> => {
    const entry = entries.get(key) ?? { known: undefined, failedAtMs: undefined, reading: undefined };
    entries.set(key, entry);
    return entry;
  };
  return {
    get: async (key, maxAgeMs) => {
      const entry = entryOf(key);
      if (!isFresh(entry, maxAgeMs, settings) && !isResting(entry, settings)) {
        entry.reading ??= readInto(entry, key, settings);
        await entry.reading;
      }
      return toLookup(entry, maxAgeMs, settings);
    },
  };
};

interface Entry<Value> {
  known: { readonly value: Value; readonly readAtMs: number } | undefined;
  failedAtMs: number | undefined;
  reading: Promise<void> | undefined;
}

type Settings<Value> = RefreshingCacheSettings<Value>;

/** How long a source that failed is left alone, so that nobody waits for it again and again. */
const REST_MS = 5_000;

const isFresh = <Value>({ known }: Entry<Value>, maxAgeMs: number, { now }: Settings<Value>): boolean =>
  known !== undefined && now() - known.readAtMs < maxAgeMs;

const isResting = <Value>({ failedAtMs }: Entry<Value>, { now }: Settings<Value>): boolean =>
  failedAtMs !== undefined && now() - failedAtMs < REST_MS;

const toLookup = <Value>(entry: Entry<Value>, maxAgeMs: number, settings: Settings<Value>): Lookup<Value> => {
  const { known } = entry;
  const isUsable = isFresh(entry, Math.max(maxAgeMs, settings.maxStaleMs), settings);
  if (known === undefined || !isUsable) return { kind: "unavailable" };
  return { kind: "known", value: known.value, isStale: !isFresh(entry, maxAgeMs, settings) };
};

/** What was known before a failure stays known. The age counts from before the read, since a change can come during it. */
const readInto = async <Value>(
  entry: Entry<Value>,
  key: string,
  { read, now, onRead }: Settings<Value>,
): Promise<void> => {
  const readAtMs = now();
  try {
    entry.known = { value: await read(key), readAtMs };
    entry.failedAtMs = undefined;
    onRead("read");
  } catch {
    entry.failedAtMs = now();
    onRead("failed");
  } finally {
    entry.reading = undefined;
  }
};
