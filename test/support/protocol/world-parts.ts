import type { PushgatewayReader } from "../../../lambda/sweep/scan/seen-group.ts";
import type { Random } from "../random.ts";
import type { Weakening } from "./clauses.ts";
import type { Draw, Rates } from "./draw.ts";
import type { LimitsWatch } from "./limits-watch.ts";
import type { Process, Surroundings } from "./process.ts";
import type { Properties } from "./properties.ts";
import type { SimulatedPushgateway } from "./simulated-pushgateway.ts";
import type { Traffic } from "./traffic.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { StoreObserver, WatchedStore } from "./watched-store.ts";

export interface Counts {
  pushes: number;
  answered: Record<number, number>;
  runs: number;
  released: number;
  repaired: number;
  expired: number;
  /** Runs that have relayed the own group. */
  ownGroups: number;
  opened: number;
  /** Items that a push took from memory. */
  remembered: number;
  overshoot: number;
}

/** The world as its processes see it. */
export interface World extends StoreObserver {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly draw: Draw;
  readonly weakening: Weakening;
  readonly surroundings: Surroundings;
  readonly rates: Rates;
  readonly properties: Properties;
  readonly pushgateway: SimulatedPushgateway;
  readonly traffic: Traffic;
  readonly limits: LimitsWatch | undefined;
  readonly counts: Counts;
  readonly startMs: number;
  readonly store: WatchedStore;
  /** No more pushes. */
  readonly isQuiet: boolean;
  /** No more runs. */
  readonly isOver: boolean;
  createId(process: Process): string;
  /** The id of a run's write. Over a live group it is an expiry; in a store that is not open it takes over a group. */
  createRunId(process: Process): string;
  /** The Pushgateway as a process reads it. */
  createReader(process: Process): PushgatewayReader;
  /** The labels in the configuration of a process. */
  configuredLabels(process: Process): ReadonlySet<string>;
  replaceStore(store: WatchedStore): void;
  isStoreOpen(): boolean;
}
