import type { Destination } from "../../../lambda/destinations/destination.ts";
import { type Remembered, RememberedItems } from "../../../lambda/store/contracts/remembered-items.ts";
import type {
  ContractItem,
  ContractKey,
  NameItem,
  OpenItem,
  PlacementItem,
} from "../../../lambda/store/items.ts";
import type { Store, Versioned } from "../../../lambda/store/store.ts";
import { type Profile, SECOND } from "./draw.ts";
import type { WatchedStore } from "./watched-store.ts";

/** Wraps the ports of the real code so that one clause of the protocol is left out. */
export interface Weakening {
  readonly profile?: Profile;
  /** A property that fails at once, although the clause is not for it. */
  readonly ignored?: string;
  /** The store for push functions. */
  readonly functionServer?: ServerOf;
  /** The store for sweeps. */
  readonly sweepServer?: ServerOf;
  readonly sweepDestination?: (destination: Destination) => Destination;
  readonly memory?: typeof RememberedItems;
  readonly writeGuardMs?: number;
  readonly relayGuardMs?: number;
  readonly relaysFirst?: true;
}

type ServerOf = (server: Store, seen: WatchedStore) => Store;

const withGroups =
  (change: (server: Store, seen: WatchedStore) => Partial<Store["groups"]>): ServerOf =>
  (server, seen) => ({ ...server, groups: { ...server.groups, ...change(server, seen) } });

const withContracts =
  (change: (server: Store, seen: WatchedStore) => Partial<Store["contracts"]>): ServerOf =>
  (server, seen) => ({ ...server, contracts: { ...server.contracts, ...change(server, seen) } });

const isEntryItem = ({ kind }: ContractItem): boolean => kind === "name" || kind === "placement";

/** Writes of entries always succeed. */
const unconditionalEntries: ServerOf = withContracts((server, seen) => ({
  write: (item, expected) =>
    server.contracts.write(item, isEntryItem(item) ? versionOf(seen, item) : expected),
}));

const versionOf = (seen: WatchedStore, item: ContractItem): string | undefined =>
  seen.contractItems.get(item.kind === "name" ? `name#${item.base}` : keyOfPlacement(seen, item))?.version;

const keyOfPlacement = ({ contractItems }: WatchedStore, item: ContractItem): string =>
  [...contractItems].find(
    ([, stored]) =>
      stored.item.kind === "placement" && item.kind === "placement" && stored.item.job === item.job,
  )?.[0] ?? "";

const withoutIdle = ({ item, version }: Versioned): Versioned => {
  if (item.kind === "name") {
    const entries = new Map([...item.entries].map(([name, entry]) => [name, { ...entry, idle: undefined }]));
    return { item: { ...item, entries } satisfies NameItem, version };
  }
  if (item.kind !== "placement") {
    return { item, version };
  }
  const families = new Map(
    [...item.families].map(([family, labels]) => [
      family,
      new Map(
        [...labels].map(([label, { key, body, rest }]) => [
          label,
          {
            key: new Map([...key.keys()].map((hash) => [hash, { idle: undefined }])),
            body: new Map([...body.keys()].map((hash) => [hash, { idle: undefined }])),
            rest: rest && { side: rest.side, idle: undefined },
          },
        ]),
      ),
    ]),
  );
  return { item: { ...item, families } satisfies PlacementItem, version };
};

/** Never forgets, and treats remembered items as just read. */
class AgelessMemory extends RememberedItems {
  readonly #kept = new Map<ContractKey, Versioned>();

  override take(key: ContractKey): Remembered | undefined {
    const stored = this.#kept.get(key);
    return stored && { stored, ...this.start() };
  }

  override keep(items: ReadonlyMap<ContractKey, Versioned>): void {
    for (const [key, stored] of items) {
      this.#kept.set(key, stored);
    }
  }
}

const DONE = { kind: "done" } as const;
const DELIVERED = { kind: "delivered" } as const;
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

/** There is only one name, relays are lost for a long time, and runs are frequent. */
const ONE_NAME: Profile = {
  isTiny: true,
  hasBadPaths: true,
  beginning: "open",
  isLabelAdded: false,
  isLimited: false,
  hasRefused: false,
  strayOneIn: 1_000,
  sweeps: 2,
  runEveryMs: 6 * SECOND,
  lengthMs: 3_000 * SECOND,
  expireAfterMs: 400 * SECOND,
  rates: { freeze: 0.03, lose: 0.2 },
};

/** Names are released soon, and processes freeze for longer than that takes. */
const LONG_FREEZES: Profile = {
  ...ONE_NAME,
  hasBadPaths: false,
  hasRestarts: false,
  hasFile: false,
  functions: 5,
  sweeps: 3,
  times: { actMs: 6 * SECOND, lateRelayMs: 8 * SECOND, lateWriteMs: 4 * SECOND, persistedMs: 0 },
  rates: { freeze: 0.02, longestFreezeMs: 300 * SECOND, lose: 0.05, die: 0 },
};

/** The opened table is named at once. */
const openAtOnce: ServerOf = withContracts((server) => ({
  write: (item, expected) =>
    server.contracts.write(
      item.kind === "open" && item.opening !== undefined
        ? { ...item, table: server.groups.table, opening: undefined }
        : item,
      expected,
    ),
}));

const openLabelsAtOnce: ServerOf = withContracts((server) => ({
  write: (item, expected) =>
    server.contracts.write(item.kind === "open" ? withOpenLabels(item) : item, expected),
}));

const withOpenLabels = (item: OpenItem): OpenItem => ({
  ...item,
  labels: new Map([...item.labels.keys()].map((label) => [label, "open"])),
});

/** Weakenings by the clause that they leave out. */
export const CLAUSES = {
  "1: the blind write compares the fingerprint": {
    functionServer: withGroups((server, seen) => ({
      overwrite: (write) => {
        const current = seen.groupItems.get(write.path);
        const fingerprint = current?.state === "live" ? current.fingerprint : write.fingerprint;
        return server.groups.overwrite({ ...write, fingerprint });
      },
    })),
  },
  "1: the blind write compares the time": {
    profile: { rates: { lose: 0.4 } },
    functionServer: withGroups((server, seen) => ({
      overwrite: async (write) => {
        const current = seen.groupItems.get(write.path);
        if (
          current?.state !== "live" ||
          current.fingerprint !== write.fingerprint ||
          current.atMs < write.atMs
        ) {
          return server.groups.overwrite(write);
        }
        return server.groups.write({ ...current, ...write }, current);
      },
    })),
  },
  "2: entries are written under the version that was read": { functionServer: unconditionalEntries },
  "2: a push takes idle away": {
    profile: ONE_NAME,
    functionServer: withContracts((server) => ({
      read: async (keys) =>
        new Map([...(await server.contracts.read(keys))].map(([key, stored]) => [key, withoutIdle(stored)])),
    })),
  },
  "2: what is remembered counts from when it was read": { profile: ONE_NAME, memory: AgelessMemory },
  "3: the guard of the write": {
    profile: { ...LONG_FREEZES, isTiny: false, functions: 2 },
    writeGuardMs: FOREVER_MS,
  },
  "4: the group is written if it is exactly what was read": {
    functionServer: withGroups((server, seen) => ({
      write: (item, expected) =>
        server.groups.write(item, item.state === "live" ? seen.groupItems.get(item.path) : expected),
    })),
  },
  "5: an addition has a limit": {
    profile: { isLimited: true },
    functionServer: withContracts((server) => ({
      read: async (keys) =>
        new Map([...(await server.contracts.read(keys))].filter(([, { item }]) => item.kind !== "counter")),
      add: ({ to, add }) => server.contracts.add({ to, add }),
    })),
  },
  "6: the guard of the relay": { profile: LONG_FREEZES, relayGuardMs: FOREVER_MS },
  "7: the store is asked before the relay": { relaysFirst: true },
  "8: a DELETE writes a tombstone": {
    functionServer: withGroups((server, seen) => ({
      bury: async (tombstone) => {
        const outcome = await server.groups.bury(tombstone);
        const buried = seen.groupItems.get(tombstone.path);
        if (outcome.kind === "done" && buried?.state === "deleted") {
          await server.groups.remove(buried);
        }
        return outcome;
      },
    })),
    profile: { rates: { lose: 0.4 } },
  },
  "8: a DELETE writes a tombstone where there is none to delete": {
    functionServer: withGroups((server, seen) => ({
      bury: async (tombstone) =>
        seen.groupItems.get(tombstone.path) === undefined ? DONE : server.groups.bury(tombstone),
    })),
    profile: {
      times: { lateWriteMs: 20 * SECOND },
      rates: { lose: 0.5, freeze: 0, die: 0 },
      lengthMs: 100 * SECOND,
      beginning: "open",
    },
    ignored: "P2 stored",
  },
  "9: an expiry is conditional on what was scanned": {
    sweepServer: withGroups((server, seen) => ({
      write: (item, expected) =>
        server.groups.write(item, item.state === "deleted" ? seen.groupItems.get(item.path) : expected),
    })),
  },
  "11: what the Pushgateway lacks is repaired": {
    sweepDestination: (destination) => ({ ...destination, write: async () => DELIVERED }),
  },
  "11: what the Pushgateway has too much is repaired": {
    sweepDestination: (destination) => ({ ...destination, remove: async () => DELIVERED }),
  },
  "12: counts are conditional on what was scanned": {
    sweepServer: withContracts((server, seen) => ({
      ...unconditionalEntries(server, seen).contracts,
      remove: (key) => server.contracts.remove(key, seen.contractItems.get(key)?.version ?? ""),
    })),
  },
  "12: a tombstone stays for as long as an entry": {
    profile: { rates: { lose: 0.4 } },
    sweepServer: withGroups((server) => ({
      mark: (expected, idle) =>
        idle === undefined ? server.groups.mark(expected, idle) : server.groups.remove(expected),
    })),
  },
  "15: a label is opened only after K runs": {
    profile: { isLabelAdded: true },
    sweepServer: openLabelsAtOnce,
  },
  "16: a new store is opened only after runs that have taken all over": {
    profile: { beginning: "lost", hasRestarts: false },
    sweepServer: openAtOnce,
  },
  "17: a restored store is opened only D after the first run": {
    profile: { beginning: "restored" },
    sweepServer: openAtOnce,
  },
} satisfies Record<string, Weakening>;

export type Clause = keyof typeof CLAUSES;
