import type { Clock } from "../model/clock.ts";
import { type BackOff, createContractRegistry } from "./contract-registry.ts";
import type { Finding } from "./finding.ts";
import type { ItemStore } from "./item-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import { LOCAL_TIMES, type ProtocolTimes } from "./protocol-times.ts";
import type { Registry } from "./registry.ts";
import { createSeed } from "./seed.ts";
import type { PushgatewayOutage, PushgatewayReader } from "./stored-group.ts";

export interface MemoryRegistryPorts {
  readonly reader: PushgatewayReader;
  readonly clock: Clock;
  /** Is told what was inconsistent at the Pushgateway when the registry was filled from it. */
  readonly report: (findings: readonly Finding[]) => void;
  /** Is told why it cannot be filled. */
  readonly reportOutage: (outage: PushgatewayOutage) => void;
}

export interface MemoryRegistrySettings {
  readonly trackedLabels: ReadonlySet<string>;
  /** Series over all clients. */
  readonly maxSeries: number;
  /** @default LOCAL_TIMES */
  readonly times?: ProtocolTimes;
}

export interface MemoryRegistry extends Registry {
  /** What the sweep works on. */
  readonly store: ItemStore;
  /** Fills the registry before the first push does. */
  readonly seed: () => Promise<"seeded" | "busy" | "failed">;
}

const MAX_CACHE_ENTRIES = 500_000;

/** The registry of one process: as safe as the one on DynamoDB as long as nobody else pushes. */
export const createMemoryRegistry = (
  ports: MemoryRegistryPorts,
  { trackedLabels, maxSeries, times = LOCAL_TIMES }: MemoryRegistrySettings,
): MemoryRegistry => {
  const store = createMemoryStore();
  const seed = createSeed({ ...ports, store }, { times, trackedLabels });
  const registry = createContractRegistry(
    { store, clock: ports.clock, backOff: nextTurn, seed },
    { times, maxSeries, trackedLabels, maxCacheEntries: MAX_CACHE_ENTRIES },
  );
  return { ...registry, store, seed };
};

/** In one process a rival is done as soon as everybody had a turn. */
const nextTurn: BackOff = async () => {};
