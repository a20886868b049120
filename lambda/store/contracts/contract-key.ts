import { hash } from "node:crypto";
import type { ContractItem, ContractKey, CounterName } from "../items.ts";
import type { Versioned } from "../store.ts";

export const nameKey = (base: string): ContractKey => `name#${base}`;
export const placementKey = (job: string): ContractKey => `place#${hashKeyText(job)}`;
export const counterKey = (of: CounterName): ContractKey =>
  "owner" in of
    ? // The first part has the key of the whole counter in tables from before parts existed.
      `owner#${hashKeyText(of.owner)}${of.part === 0 ? "" : `#${of.part}`}`
    : `total#${of.totalShard}`;
export const isCounterKey = (key: ContractKey): boolean => /^(owner|total)#/.test(key);
export const remoteWriteKey = (destination: string, shard: number): ContractKey =>
  `remote-write#${destination}#${shard}`;
export const refusalsKey = (client: string): ContractKey => `refused#${client}`;
export const OPEN_KEY: ContractKey = "open";
export const RUN_KEY: ContractKey = "run";
export const DIRTY_KEY: ContractKey = "dirty";

/** The key of an item. */
export const keyOf = (item: ContractItem): ContractKey => {
  switch (item.kind) {
    case "name":
      return nameKey(item.base);
    case "placement":
      return placementKey(item.job);
    case "counter":
      return counterKey(item.of);
    case "open":
      return OPEN_KEY;
    case "run":
      return RUN_KEY;
    case "dirty":
      return DIRTY_KEY;
    case "refusals":
      return refusalsKey(item.client);
    case "remote-write":
      return remoteWriteKey(item.destination, item.shard);
  }
};

/** The item of a key. The key determines its kind. */
export const findItem = <Kind extends ContractItem["kind"]>(
  items: ReadonlyMap<ContractKey, Versioned>,
  key: ContractKey,
  kind: Kind,
): Versioned<Extract<ContractItem, { kind: Kind }>> | undefined => {
  const stored = items.get(key);
  return stored?.item.kind === kind
    ? (stored as Versioned<Extract<ContractItem, { kind: Kind }>>)
    : undefined;
};

/** 16 bytes of SHA-256 as 22 characters: jobs, paths and label values can be long, keys and entries must not be. */
export const hashText = (text: string): string => hash("sha256", text, "buffer").toString("base64url", 0, 16);

/**
 * The same, for jobs, owners and values of grouping keys: one push, and each run, needs a few of them many times. Never
 * for a part of a payload, since V8 keeps the whole text that a remembered part was cut from.
 */
export const hashKeyText = (text: string): string => {
  const hashed = RECENT.get(text) ?? hashText(text);
  if (RECENT.size === MOST_RECENT) {
    RECENT.clear();
  }
  RECENT.set(text, hashed);
  return hashed;
};

const RECENT = new Map<string, string>();

/** Texts have at most some 1,000 characters, so together they take at most half a megabyte. */
const MOST_RECENT = 500;

/**
 * The name of the item for an exposed name: without `_bucket`, `_count` and `_sum` at its end. So one item has all
 * names that a family exposes, and all names of other families that could conflict with them.
 */
export const baseName = (name: string): string => {
  let end = name.length;
  for (let suffix = suffixAt(name, end); suffix !== undefined; suffix = suffixAt(name, end)) {
    end -= suffix.length;
  }
  return name.slice(0, end);
};

const suffixAt = (name: string, end: number): string | undefined =>
  SUFFIXES.find((suffix) => name.endsWith(suffix, end));

const SUFFIXES = ["_bucket", "_count", "_sum"] as const;
