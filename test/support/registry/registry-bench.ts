import {
  type ContractRegistrySettings,
  createContractRegistry,
} from "../../../lambda/agree/contract-registry.ts";
import type { ItemStore } from "../../../lambda/agree/item-store.ts";
import type { ItemKey } from "../../../lambda/agree/items.ts";
import { AWS_TIMES } from "../../../lambda/agree/protocol-times.ts";
import type { Registry } from "../../../lambda/agree/registry.ts";
import { createSeed } from "../../../lambda/agree/seed.ts";
import { PushgatewayOutage, type StoredGroup } from "../../../lambda/agree/stored-group.ts";
import { type RegistrySweep, sweepRegistry } from "../../../lambda/sweep/sweep-registry.ts";

/** A registry with all that surrounds it, on a clock that only the test moves. */
export interface RegistryBench {
  readonly store: ItemStore;
  /** Another instance of a function: it shares the store and remembers nothing. */
  createInstance(settings?: Partial<ContractRegistrySettings>): Registry;
  sweep(): Promise<RegistrySweep>;
  /** Lets this much time pass, with a sweep two minutes before its end and one at its end. */
  sweepAfter(ms: number): Promise<RegistrySweep>;
  advance(ms: number): void;
  now(): number;
  /** What is at the Pushgateway from now on. */
  hold(...groups: readonly StoredGroup[]): void;
  /** From now on the Pushgateway takes this long to be read; undefined: it cannot be. */
  readTakes(readMs: number | undefined): void;
  /** The Pushgateway is from now on another process. */
  restartPushgateway(): void;
  /** How often the store was called since the last call of this. */
  takeCalls(): { readonly reads: number; readonly transactions: number };
  /** What was read from the store since the last call of this. */
  takeReadKeys(): readonly ItemKey[];
}

const MINUTE = 60_000;

export const TRACKED_LABELS: ReadonlySet<string> = new Set(["instance", "branch"]);

export const createRegistryBench = (inner: ItemStore): RegistryBench => {
  let nowMs = 1_800_000_000_000;
  let groups: readonly StoredGroup[] = [];
  let readTakesMs: number | undefined = 0;
  let start = "first";
  let reads = 0;
  let transactions = 0;
  const readKeys: ItemKey[] = [];
  const clock = () => nowMs;
  const store: ItemStore = {
    read: (keys) => {
      reads += 1;
      readKeys.push(...keys);
      return inner.read(keys);
    },
    transact: (changes) => {
      transactions += 1;
      return inner.transact(changes);
    },
    scan: () => inner.scan(),
  };
  const reader = {
    async *readGroups() {
      if (readTakesMs === undefined) {
        throw new PushgatewayOutage("down");
      }
      nowMs += readTakesMs;
      yield* groups;
    },
  };
  const seeding = { times: AWS_TIMES, trackedLabels: TRACKED_LABELS };
  const sweep = () => sweepRegistry({ store, reader, readStart: async () => start, clock }, seeding, "apply");
  return {
    store,
    createInstance: (settings = {}) =>
      createContractRegistry(
        {
          store,
          clock,
          backOff: (attempt) => new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * attempt)),
          seed: createSeed({ store, reader, clock, report: () => {}, reportOutage: () => {} }, seeding),
        },
        { ...seeding, maxSeries: 1_000_000, maxCacheEntries: 10_000, ...settings },
      ),
    sweepAfter: async (ms) => {
      nowMs += ms - 2 * MINUTE;
      await sweep();
      nowMs += 2 * MINUTE;
      return sweep();
    },
    sweep,
    advance: (ms) => {
      nowMs += ms;
    },
    now: clock,
    hold: (...held) => {
      groups = held;
    },
    readTakes: (readMs) => {
      readTakesMs = readMs;
    },
    restartPushgateway: () => {
      start += "+";
    },
    takeCalls: () => {
      const calls = { reads, transactions };
      reads = 0;
      transactions = 0;
      return calls;
    },
    takeReadKeys: () => readKeys.splice(0),
  };
};
