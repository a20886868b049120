import { findExcessBytes } from "../../../lambda/adapters/stored-content.ts";
import { counterKey, keyOf, refusalsKey } from "../../../lambda/store/contracts/contract-key.ts";
import { goneUntilMs } from "../../../lambda/store/groups/gone.ts";
import type {
  ContractItem,
  ContractKey,
  GroupItem,
  GroupVersion,
  Idle,
  LiveGroup,
  Tombstone,
} from "../../../lambda/store/items.ts";
import { addToCounter, addToRefusals } from "../../../lambda/store/limits/counters.ts";
import type {
  ContractStore,
  GoneMode,
  GroupStore,
  GroupWriteOutcome,
  Overwrite,
  Store,
  Versioned,
  WriteOutcome,
} from "../../../lambda/store/store.ts";

/** A store in the memory of the process. It is the model for all others. */
export const createMemoryStore = (table = "groups", gone: GoneMode = "forgotten"): Store => ({
  groups: createMemoryGroups(table, gone),
  contracts: createMemoryContracts(),
});

const DONE = { kind: "done" } as const;
const REFUSED = { kind: "refused" } as const;

const createMemoryGroups = (table: string, gone: GoneMode): GroupStore => {
  const items = new Map<string, GroupItem>();
  const put = (item: GroupItem): GroupWriteOutcome => {
    const storedBytes = item.state === "live" ? findExcessBytes(item.content) : undefined;
    if (storedBytes !== undefined) {
      return { kind: "too-large", storedBytes };
    }
    items.set(item.path, item.gone?.length === 0 ? withoutGone(item) : item);
    return DONE;
  };
  const refuse = (path: string): GroupWriteOutcome => ({ kind: "refused", current: items.get(path) });
  const isTombstone = (expected: Tombstone): boolean => {
    const current = items.get(expected.path);
    return (
      current?.state === "deleted" &&
      isVersion(current, expected) &&
      JSON.stringify(current.idle) === JSON.stringify(expected.idle)
    );
  };
  return {
    table,
    gone,
    read: async (path) => items.get(path),
    overwrite: async (write) => {
      const current = items.get(write.path);
      return current?.state === "live" && mayOverwrite(current, write)
        ? put({ ...current, content: write.content, atMs: write.atMs, id: write.id })
        : refuse(write.path);
    },
    write: async (item, expected) =>
      isVersion(items.get(item.path), expected) ? put(item) : refuse(item.path),
    bury: async (tombstone) => {
      const current = items.get(tombstone.path);
      if (current !== undefined && current.atMs >= tombstone.atMs) {
        return refuse(tombstone.path);
      }
      return put(gone === "kept" ? { ...tombstone, ...toHeld(current, tombstone) } : tombstone);
    },
    mark: async (expected, idle: Idle | undefined) =>
      isTombstone(expected) ? put({ ...expected, idle }) : refuse(expected.path),
    remove: async (expected) => {
      if (!isTombstone(expected)) {
        return refuse(expected.path);
      }
      items.delete(expected.path);
      return DONE;
    },
    isEmpty: async () => items.size === 0,
    async *scan() {
      yield [...items.values()];
    },
  };
};

const withoutGone = ({ gone: _, ...item }: GroupItem): GroupItem => item;

const mayOverwrite = (current: LiveGroup, { fingerprint, atMs, countedBytes }: Overwrite): boolean =>
  current.fingerprint === fingerprint &&
  current.atMs < atMs &&
  current.countedBytes >= countedBytes &&
  (current.gone === undefined || goneUntilMs(current.gone) > atMs);

const toHeld = (current: GroupItem | undefined, { atMs }: Tombstone): Pick<Tombstone, "gone"> => {
  const held = current?.state === "live" ? [{ atMs, series: current.series, content: current.content }] : [];
  const gone = [...(current?.gone ?? []), ...held];
  return gone.length === 0 ? {} : { gone };
};

const isVersion = (current: GroupItem | undefined, expected: GroupVersion | undefined): boolean =>
  current?.atMs === expected?.atMs && current?.id === expected?.id;

const createMemoryContracts = (): ContractStore => {
  const items = new Map<ContractKey, Versioned>();
  let writes = 0;
  const put = (item: ContractItem): WriteOutcome => {
    writes += 1;
    items.set(keyOf(item), { item, version: String(writes) });
    return DONE;
  };
  return {
    read: async (keys) => {
      const found = new Map<ContractKey, Versioned>();
      for (const key of keys) {
        const item = items.get(key);
        if (item !== undefined) {
          found.set(key, item);
        }
      }
      return found;
    },
    write: async (item, expected) => (items.get(keyOf(item))?.version === expected ? put(item) : REFUSED),
    remove: async (key, expected) => {
      if (items.get(key)?.version !== expected) {
        return REFUSED;
      }
      items.delete(key);
      return DONE;
    },
    add: async (change) => {
      const stored = items.get(counterKey(change.to))?.item;
      const added = addToCounter(stored?.kind === "counter" ? stored : undefined, change);
      return added === undefined ? REFUSED : put(added);
    },
    addRefusals: async (client, counts) => {
      const stored = items.get(refusalsKey(client))?.item;
      return put(addToRefusals(stored?.kind === "refusals" ? stored : undefined, client, counts));
    },
    async *scan() {
      yield [...items.values()];
    },
  };
};
