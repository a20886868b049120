import type { GroupItem } from "../../../lambda/store/items.ts";
import { NO_HOLDING } from "../../../lambda/store/items.ts";
import { OWN_KEY } from "../../../lambda/sweep/own-metrics/write-own-group.ts";
import type { PushgatewayReader } from "../../../lambda/sweep/scan/seen-group.ts";
import { Random } from "../random.ts";
import type { Weakening } from "./clauses.ts";
import { type Draw, draw, type Rates, SECOND } from "./draw.ts";
import { describeItem, LABEL, showMap } from "./facts.ts";
import { LimitsWatch } from "./limits-watch.ts";
import { Process, type Surroundings, toTicks } from "./process.ts";
import { Properties, type Sent, type Violation } from "./properties.ts";
import { pushForever } from "./push-function.ts";
import { replaceStoreMidway } from "./replacement.ts";
import { SimulatedPushgateway } from "./simulated-pushgateway.ts";
import { sweepForever } from "./sweep-process.ts";
import { Traffic } from "./traffic.ts";
import { VirtualTime } from "./virtual-time.ts";
import { type StoreObserver, WatchedStore } from "./watched-store.ts";
import type { Counts, World } from "./world-parts.ts";

export interface Outcome {
  readonly violation: Violation | undefined;
  readonly counts: Counts;
  readonly trace: readonly string[];
}

/** Simulates functions, sweeps and a Pushgateway around one store, until long after the last push. */
export const simulate = async (
  seed: number,
  weakening: Weakening = {},
  mode: "silent" | "traced" = "silent",
): Promise<Outcome> => {
  const world = new SimulatedWorld(seed, weakening, mode === "traced" ? [] : undefined);
  return world.run();
};

const MOST_BETWEEN_JUMPS_MS = 60 * SECOND;

class SimulatedWorld implements World {
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
  readonly counts: Counts = {
    pushes: 0,
    answered: {},
    runs: 0,
    released: 0,
    repaired: 0,
    expired: 0,
    ownGroups: 0,
    opened: 0,
    remembered: 0,
    overshoot: 0,
  };
  store: WatchedStore;
  /** No more pushes. */
  isQuiet = false;
  /** No more runs. */
  isOver = false;
  labelAddedAtMs: number;
  readonly #trace: string[] | undefined;
  readonly startMs = 1_764_300_000_000;
  #processes = new Set<Process>();
  #ids = 0;
  /** When a run began to write with an id. */
  readonly #runIds = new Map<string, number>();
  #replacedAtMs = 0;

  constructor(seed: number, weakening: Weakening, trace: string[] | undefined) {
    this.#trace = trace;
    this.weakening = weakening;
    this.random = new Random(seed);
    this.time = new VirtualTime(this.startMs, this.random);
    this.draw = draw(this.random, weakening.profile);
    const { rates, lengthMs } = this.draw;
    this.rates = { ...rates, isCalm: false, calmAtMs: this.startMs + lengthMs };
    this.surroundings = {
      time: this.time,
      random: this.random,
      rates: this.rates,
      log: (line) => {
        trace?.push(`${String((this.time.nowMs - this.startMs) / SECOND).padStart(6)} ${line()}`);
      },
    };
    this.properties = new Properties(this.surroundings, this.draw, weakening.ignored);
    this.store = new WatchedStore("groups", this);
    this.limits = this.draw.isLimited
      ? new LimitsWatch(this.properties, this.store, () => this.time.nowMs)
      : undefined;
    this.pushgateway = new SimulatedPushgateway(this.surroundings, this.draw, () =>
      this.properties.pushgatewayChanged(this.store, this.pushgateway),
    );
    this.traffic = new Traffic(this.random, this.draw);
    this.labelAddedAtMs = this.draw.isLabelAdded
      ? this.startMs + toTicks(this.random.between(0, lengthMs / 2))
      : 0;
  }

  createId(process: Process): string {
    this.#ids += 1;
    return `${process.name}-${this.#ids}`;
  }

  /** The id of a run's write. Over a live group it is an expiry; in a store that is not open it takes over a group. */
  createRunId(process: Process): string {
    const id = this.createId(process);
    this.#runIds.set(id, this.time.nowMs);
    return id;
  }

  /** The Pushgateway as a process reads it. */
  createReader(process: Process): PushgatewayReader {
    return this.pushgateway.createReader(process, () => {
      // A new store may be opened at once only under this condition: nothing was relayed to the empty Pushgateway
      // within L and P.
      if (!this.store.contractItems.has("open")) {
        this.pushgateway.forgetThePast();
      }
    });
  }

  /** The labels in the configuration of a process. */
  configuredLabels(process: Process): ReadonlySet<string> {
    const isOld = this.draw.isLabelAdded && this.time.nowMs < this.labelAddedAtMs;
    if (isOld) {
      // Each process is replaced some time after the change.
      const { betweenRunsMs } = this.draw.times;
      this.time.at(this.labelAddedAtMs + toTicks(this.random.between(0, 3 * betweenRunsMs)), () =>
        process.kill(),
      );
    }
    return new Set(isOld ? [] : [LABEL]);
  }

  /** The latest time of a group, if it is in the future; else long ago. */
  #latestMs(): number {
    const times = [...this.store.groupItems].map(([, { atMs }]) => atMs);
    return Math.max(0, ...times.filter((atMs) => atMs > this.time.nowMs));
  }

  async run(): Promise<Outcome> {
    const { time, draw, random } = this;
    this.surroundings.log(() => JSON.stringify(draw));
    if (draw.beginning !== "new") {
      await this.#open();
    }
    this.#startProcesses();
    if (draw.hasRestarts) {
      void this.pushgateway.trouble();
    }
    if (draw.beginning === "lost" || draw.beginning === "restored") {
      replaceStoreMidway(this, draw.beginning);
    }
    await this.#runUntil(this.rates.calmAtMs);
    this.#becomeCalm();
    if (draw.hasRestarts && random.chance(0.33)) {
      this.pushgateway.crash(random.pick(["file", "empty"]), 5 * SECOND);
    }
    const { times } = draw;
    // Everything in flight arrives, and an opening store opens.
    const settledMs = times.lateRelayMs + 2 * times.lateWriteMs + 30 * SECOND;
    const opensMs =
      (draw.beginning === "open" ? 3 : 2 * times.runs + 3) * (times.betweenRunsMs + 20 * SECOND);
    // A run leaves a group alone until its time has come, which is later if a clock was ahead.
    const twoRunsMs = 2 * (times.betweenRunsMs + 20 * SECOND);
    const aheadMs = this.#latestMs() + twoRunsMs - time.nowMs;
    // The sweep still waits as long as before it was calm.
    const repairedMs = draw.runEveryMs + twoRunsMs;
    await this.#runUntil(time.nowMs + Math.max(settledMs, opensMs, aheadMs, repairedMs));
    if (this.properties.violation === undefined && this.#canConverge()) {
      this.properties.checkConvergence(this.store, this.pushgateway);
    }
    await this.#runUntil(
      time.nowMs +
        draw.clockJumps.mostMs +
        draw.expireAfterMs +
        (times.runs + 5) * (times.betweenRunsMs + 30 * SECOND),
    );
    if (this.properties.violation === undefined) {
      this.properties.checkGarbage(this.store, this.pushgateway);
    }
    this.isOver = true;
    this.counts.overshoot = this.limits?.largestOvershoot ?? 0;
    return { violation: this.properties.violation, counts: this.counts, trace: this.#trace ?? [] };
  }

  /** Some groups are just expiring. */
  #canConverge(): boolean {
    const { time, draw } = this;
    const spareMs = 3 * draw.times.betweenRunsMs + 60 * SECOND;
    return ![...this.store.groupItems.values()].some(
      ({ atMs, state }) =>
        (state === "live" && atMs + draw.expireAfterMs < time.nowMs + 10 * SECOND) ||
        (state === "deleted" && atMs > time.nowMs - spareMs),
    );
  }

  async #runUntil(endMs: number): Promise<void> {
    // In slices, so that a world that has failed ends.
    while (this.time.nowMs < endMs && this.properties.violation === undefined) {
      await this.time.runUntil(Math.min(endMs, this.time.nowMs + 50 * SECOND));
    }
  }

  #becomeCalm(): void {
    this.surroundings.log(() => "no more pushes and no more failures from here on");
    Object.assign(this.rates, { freeze: 0, die: 0, lose: 0, isCalm: true });
    this.isQuiet = true;
    this.pushgateway.isReachable = true;
  }

  async #open(): Promise<void> {
    await this.store.contracts.write(
      {
        kind: "open",
        table: this.store.groups.table,
        opening: undefined,
        labels: new Map(this.draw.isLabelAdded ? [] : [[LABEL, "open"] as const]),
      },
      undefined,
    );
  }

  #startProcesses(): void {
    for (let i = 1; i <= this.draw.functions; i++) {
      this.#start(`F${i}`, (process) => pushForever(this, process));
    }
    for (let i = 1; i <= this.draw.sweeps; i++) {
      this.#start(`S${i}`, (process) => sweepForever(this, process));
    }
  }

  /** A process, and another one in its place whenever it dies. */
  #start(name: string, act: (process: Process) => Promise<void>): void {
    const { random, time, draw } = this;
    const half = draw.times.skewMs / 2;
    const process: Process = new Process(
      name,
      this.surroundings,
      toTicks(random.between(-half, half + SECOND)),
      () => {
        this.#processes.delete(process);
        time.at(time.nowMs + toTicks(random.between(0, 20 * SECOND)), () => {
          if (!this.isOver) {
            this.#start(name, act);
          }
        });
      },
    );
    this.#processes.add(process);
    if (draw.clockJumps.of === "all" || name.startsWith("F")) {
      this.#letClockJump(process);
    }
    act(process).catch((error: unknown) => {
      this.properties.fail(
        "nothing throws",
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    });
  }

  #letClockJump(process: Process): void {
    const { random, time, rates, draw } = this;
    const { mostMs } = draw.clockJumps;
    if (mostMs === 0 || time.nowMs >= rates.calmAtMs) {
      return;
    }
    time.at(time.nowMs + toTicks(random.between(0, MOST_BETWEEN_JUMPS_MS)), () => {
      const isRight = random.chance(0.3) || time.nowMs >= rates.calmAtMs;
      process.jump(isRight ? 0 : toTicks(random.between(-mostMs, mostMs)));
      this.#letClockJump(process);
    });
  }

  /** New functions and sweeps with another store. Requests of the old ones are still in flight. */
  replaceStore(store: WatchedStore): void {
    this.store.isInUse = false;
    store.isInUse = true;
    this.store = store;
    this.#replacedAtMs = this.time.nowMs;
    this.limits?.replace(store);
    this.properties.forgetOrder();
    for (const process of [...this.#processes]) {
      process.kill();
    }
  }

  isStoreOpen(): boolean {
    const { contractItems, groups } = this.store;
    const open = contractItems.get("open")?.item;
    return open?.kind === "open" && open.table === groups.table;
  }

  groupChanged(path: string, before: GroupItem | undefined, after: GroupItem | undefined): void {
    this.surroundings.log(() => `store: ${path} = ${describeItem(after)}`);
    const runSentMs = after === undefined ? undefined : this.#runIds.get(after.id);
    if (after !== undefined && runSentMs !== undefined && !this.properties.sent.has(after.id)) {
      this.properties.sent.set(after.id, this.#toSentByRun(path, after, runSentMs));
    }
    this.properties.groupChanged(this.store, path, before, after);
    if (this.limits === undefined) {
      return;
    }
    this.limits.look();
    if (after?.state === "live") {
      const held = before?.state === "live" ? before : { series: 0 };
      const sent = this.properties.sent.get(after.id);
      this.limits.grew(sent, after.owner, "series", after.series - held.series);
      this.limits.grew(sent, after.owner, "groups", before?.state === "live" ? 0 : 1);
    }
  }

  #toSentByRun(path: string, { id, state }: GroupItem, startMs: number): Sent {
    const common = { id, path, values: new Map<string, number>(), isApplied: false };
    if (path === OWN_KEY.path) {
      return { ...common, method: "PUT", startMs, endMs: undefined };
    }
    return state === "deleted"
      ? { ...common, method: "EXPIRE", startMs, endMs: undefined }
      : { ...common, method: "TAKE OVER", startMs: 0, endMs: this.#replacedAtMs };
  }

  contractChanged: StoreObserver["contractChanged"] = (key, before, after) => {
    if (after?.kind !== "counter" && before?.kind !== "counter") {
      this.surroundings.log(() => `store: ${key} = ${JSON.stringify(after, showMap)}`);
    }
    if (key === "open" && this.isStoreOpen()) {
      this.counts.opened += 1;
    }
    this.properties.contractChanged(this.store, this.pushgateway, before, after);
  };

  added: StoreObserver["added"] = (change) => {
    this.surroundings.log(() => `store: ${JSON.stringify({ ...NO_HOLDING, ...change })}`);
    this.limits?.added(change);
  };
}
