import type { RemoteWriteReceiver } from "../../../lambda/destinations/remote-write/receiver.ts";
import type { RemoteWriteReport } from "../../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../../lambda/destinations/remote-write/run.ts";
import { SeriesExposer } from "../../../lambda/destinations/remote-write/series-exposer.ts";
import {
  REMOTE_WRITE_TIMES,
  type RemoteWriteTimes,
} from "../../../lambda/destinations/remote-write/times.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { RememberedItems, rememberedForMs } from "../../../lambda/store/contracts/remembered-items.ts";
import type { StorePorts } from "../../../lambda/store/group-push.ts";
import { decodeContent } from "../../../lambda/store/groups/content.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { Hints } from "../../../lambda/store/groups/hints.ts";
import { toOwnFamilies } from "../../../lambda/store/groups/own-families.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import type { GroupItem, Holding } from "../../../lambda/store/items.ts";
import { MARKER_NAME } from "../../../lambda/store/marker.ts";
import {
  AWS_PUSH_TIMES,
  AWS_TIMES_WITHOUT_PUSHGATEWAY,
  withRemoteWrite,
} from "../../../lambda/store/run-times.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import { PushgatewayOutage } from "../../../lambda/sweep/scan/seen-group.ts";
import { createStoreReader } from "../../../lambda/sweep/scan/store-reader.ts";
import { gauge, sample, sampleFamily } from "../expositions.ts";
import type { Rates } from "../protocol/draw.ts";
import { connect } from "../protocol/network.ts";
import { Process, type Surroundings } from "../protocol/process.ts";
import { VirtualTime } from "../protocol/virtual-time.ts";
import { WatchedStore } from "../protocol/watched-store.ts";
import { Random } from "../random.ts";
import { type LastSample, ModelReceiver, toAnswer } from "./model-receiver.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LOOKBACK_MS = 5 * MINUTE;
/** W: the longest delay until a write to the store is applied. */
const LATE_WRITE_MS = 30 * SECOND;
/** The longest delay until a request without an answer arrives. */
const LATE_REQUEST_MS = 90 * SECOND;
const AMPLE: Holding = { groups: 1e9, series: 1e9, bytes: 1e9, names: 1e9 };
const LABEL = "instance";

/** A clause that is left out. */
export interface Ablation {
  readonly times?: Partial<RemoteWriteTimes>;
  /** The store as a run sees it. */
  readonly store?: (store: Store, world: SimulatedWorld) => Store;
  readonly gone?: "forgotten";
  readonly refreshRuns?: number;
  readonly sweepTimes?: "of no remote write";
  /** The number of additional runs per minute, which then overlap. */
  readonly moreRuns?: number;
  /** The receiver does not answer in the last minutes before the world is calm. */
  readonly isLastOutageLong?: boolean;
}

export interface SimulationOutcome {
  readonly violation: string | undefined;
  readonly counts: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

export const simulateRemoteWrite = async (
  seed: number,
  ablation: Ablation = {},
  mode: "silent" | "traced" = "silent",
): Promise<SimulationOutcome> => new SimulatedWorld(seed, ablation, mode).run();

/**
 * Push functions, a sweep and runs of remote write around one store and a receiver without an out-of-order window.
 * Processes freeze and die at every await, their clocks differ, and requests to store and receiver arrive late or
 * never. Values grow with every push.
 */
export class SimulatedWorld {
  readonly random: Random;
  readonly time: VirtualTime;
  readonly store: WatchedStore;
  readonly receiver: ModelReceiver;
  /** Each group's item before its last write. */
  readonly previousItems = new Map<string, GroupItem | undefined>();
  readonly #ablation: Ablation;
  readonly #trace: string[] | undefined;
  readonly #rates: Rates;
  readonly #surroundings: Surroundings;
  readonly #startMs = 1_764_300_000_000;
  readonly #endMs: number;
  readonly #skewsMs: readonly number[];
  /**
   * By series and value: how many writes of the store came before its first and its last write. A push whose first
   * write got no answer may be stored twice, with another push in between.
   */
  readonly #order = new Map<string, { readonly first: number; readonly last: number }>();
  /** Since when the store has had a series without interruption. */
  readonly #liveSinceMs = new Map<string, number>();
  readonly #counts: Record<string, number> = {};
  #violation: string | undefined;
  #writes = 0;
  #values = 0;
  #ids = 0;
  #isReceiverUp = true;
  #isOver = false;

  constructor(seed: number, ablation: Ablation, mode: "silent" | "traced") {
    this.#ablation = ablation;
    this.#trace = mode === "traced" ? [] : undefined;
    this.random = new Random(seed);
    this.time = new VirtualTime(this.#startMs, this.random);
    const lengthMs = this.random.pick([12, 20, 45]) * MINUTE;
    this.#endMs = this.#startMs + lengthMs;
    this.#rates = {
      freeze: this.random.pick([0.002, 0.01, 0.04]),
      die: this.random.pick([0.001, 0.004]),
      lose: this.random.pick([0, 0.02, 0.1]),
      longestFreezeMs: this.random.pick([20, 150]) * SECOND,
      timeoutMs: 4 * SECOND,
      isCalm: false,
      calmAtMs: this.#endMs,
    };
    this.#surroundings = {
      time: this.time,
      random: this.random,
      rates: this.#rates,
      log: (line) => this.#trace?.push(`${(this.time.nowMs - this.#startMs) / SECOND} s: ${line()}`),
    };
    const skewMs = this.random.pick([0, 1, 5]) * SECOND;
    this.#skewsMs = [0, skewMs, Math.floor(skewMs / 2)];
    this.receiver = new ModelReceiver((...stored) => this.#sampleStored(...stored));
    this.store = new WatchedStore(
      "groups",
      {
        groupChanged: (path, before, after) => this.#groupChanged(path, before, after),
        contractChanged: () => {},
        added: () => {},
      },
      ablation.gone ?? "kept",
    );
  }

  async run(): Promise<SimulationOutcome> {
    const open = {
      kind: "open" as const,
      table: "groups",
      opening: undefined,
      labels: new Map([[LABEL, "open" as const]]),
    };
    await this.store.contracts.write(open, undefined);
    for (const name of ["push 1", "push 2", "push 3"]) {
      this.#keepRunning(name, (process) => this.#push(process));
    }
    this.#keepRunning("sweep", (process) => this.#sweep(process));
    void this.#schedule();
    void this.#breakReceiver();
    await this.#runUntil(this.#endMs);
    this.#rates.freeze = 0;
    this.#rates.die = 0;
    this.#rates.lose = 0;
    this.#rates.isCalm = true;
    this.#isReceiverUp = true;
    // An earlier lease ends, then a run in the calm world.
    await this.#runUntil(this.#endMs + 150 * SECOND);
    this.#checkEnd();
    this.#isOver = true;
    return { violation: this.#violation, counts: this.#counts, trace: this.#trace ?? [] };
  }

  get #isQuiet(): boolean {
    return this.time.nowMs >= this.#endMs;
  }

  async #runUntil(endMs: number): Promise<void> {
    while (this.time.nowMs < endMs && this.#violation === undefined) {
      await this.time.runUntil(Math.min(endMs, this.time.nowMs + 10 * SECOND));
    }
  }

  #skew(): number {
    return this.random.pick(this.#skewsMs);
  }

  #keepRunning(name: string, act: (process: Process) => Promise<void>): void {
    const process = new Process(name, this.#surroundings, this.#skew(), () => {
      this.time.at(this.time.nowMs + SECOND, () => this.#keepRunning(name, act));
    });
    void act(process);
  }

  #connect(process: Process, server: Store = this.store): Store {
    return connect({ server, seen: this.store }, process, LATE_WRITE_MS);
  }

  async #push(process: Process): Promise<void> {
    const { random } = this;
    const ports: StorePorts = {
      store: this.#connect(process),
      now: process.now,
      random: () => random.next(),
      createId: () => `${process.name} ${++this.#ids}`,
      backOff: () => process.pause(this.#between(0, SECOND)),
      openIfNew: async () => true,
      hints: new Hints(new Set([LABEL])),
      memory: new RememberedItems({
        now: process.now,
        stopwatch: process.now,
        forMs: rememberedForMs(AWS_PUSH_TIMES),
      }),
      times: AWS_PUSH_TIMES,
      maxima: AMPLE,
      allowedOf: () => AMPLE,
    };
    while (!this.#isQuiet) {
      await process.pause(this.#between(0, random.pick([2, 20, 60]) * SECOND));
      if (this.#isQuiet) {
        return;
      }
      const key = this.#drawKey();
      if (random.chance(0.12)) {
        await deleteGroup(key, ports.createId(), ports);
        this.#count("deletes");
      } else {
        const families = toOwnFamilies(this.#drawFamilies(), key);
        const outcome = await writeGroup(
          {
            id: ports.createId(),
            method: random.chance(0.7) ? "PUT" : "POST",
            key,
            families,
            source: { locate: () => undefined },
            owner: "app",
            allowed: AMPLE,
          },
          ports,
        );
        this.#count(outcome.kind);
      }
    }
  }

  #drawKey(): GroupingKey {
    const job = this.random.pick(["a", "b"]);
    const value = this.random.pick(["", "x", "y"]);
    return GroupingKey.of(job, value === "" ? [] : [{ name: LABEL, value }]);
  }

  /** Some series of two names. Those with an instance may move to another group later. */
  #drawFamilies(): readonly MetricFamily[] {
    return ["m", "n"].flatMap((name) => {
      const sets: readonly Record<string, string>[] = [{}, { a: "1" }, { a: "2" }, { [LABEL]: "x" }];
      const chosen = sets.filter(() => this.random.chance(0.45));
      this.#values += 1;
      const value = this.#values;
      return chosen.length === 0
        ? []
        : [
            sampleFamily(
              "counter",
              name,
              chosen.map((labels) => sample(value, labels)),
            ),
          ];
    });
  }

  async #sweep(process: Process): Promise<void> {
    const store = this.#connect(process);
    const times =
      this.#ablation.sweepTimes === undefined
        ? withRemoteWrite(AWS_TIMES_WITHOUT_PUSHGATEWAY)
        : AWS_TIMES_WITHOUT_PUSHGATEWAY;
    while (!this.#isOver) {
      await process.pause(this.#between(20, 100) * SECOND);
      const report = await run(
        {
          store,
          reader: createStoreReader(store.groups),
          readPage: () => Promise.reject(new PushgatewayOutage("there is none")),
          destination: {
            write: async () => ({ kind: "delivered" }),
            remove: async () => ({ kind: "delivered" }),
            isReady: async () => true,
          },
          now: process.now,
          createId: () => `${process.name} ${++this.#ids}`,
          backOff: () => process.pause(this.#between(0, SECOND)),
        },
        {
          times,
          trackedLabels: new Set([LABEL]),
          expiry: (job) => (job === "b" && !this.#isQuiet ? 4 * MINUTE : undefined),
          heal: "off",
          limits: { allowed: new Map(), maxima: AMPLE },
          ownGroup: "off",
        },
        "apply",
      );
      this.#count("released", report.releasedEntries);
      this.#count("expired", report.expired.length);
    }
  }

  /** A schedule with one run a minute, which is sometimes late and sometimes invokes twice. */
  async #schedule(): Promise<void> {
    for (let minute = 0; !this.#isOver; minute++) {
      this.time.at(this.#startMs + minute * MINUTE + this.#between(0, 3 * SECOND), () => this.#pump());
      const { moreRuns = !this.#isQuiet && this.random.chance(0.15) ? 1 : 0 } = this.#ablation;
      for (let run = 0; run < moreRuns; run++) {
        this.time.at(this.time.nowMs + this.#between(0, MINUTE), () => this.#pump());
      }
      await this.time.sleep(MINUTE);
    }
  }

  #pump(): void {
    const process = new Process(`run ${++this.#ids}`, this.#surroundings, this.#skew(), () => {});
    // Lambda ends what takes longer, except functions that were frozen with their machine.
    if (this.random.chance(0.7)) {
      this.time.at(this.time.nowMs + 58 * SECOND, () => process.kill());
    }
    const server = this.#ablation.store?.(this.store, this) ?? this.store;
    const times = { ...REMOTE_WRITE_TIMES, ...this.#ablation.times };
    const running = runRemoteWrite(
      {
        name: "d",
        protocol: "1.0",
        refreshRuns: this.#ablation.refreshRuns ?? 4,
        jobs: ["*"],
        neverRefresh: [],
        externalLabels: {},
        shards: 1,
      },
      0,
      {
        store: this.#connect(process, server),
        receiver: this.#toReceiver(process),
        now: process.now,
        sleep: (ms) => process.pause(ms),
        random: () => this.random.next(),
        createId: () => process.name,
      },
      times,
    );
    void running.then((report) => this.#reported(process, report));
  }

  #reported({ name }: Process, report: RemoteWriteReport): void {
    this.#surroundings.log(
      () => `${name}: ${report.outcome}, ${report.samples} samples, ${report.problem ?? "no problem"}`,
    );
    this.#count(`runs ${report.outcome}`);
    this.#count("stale markers", report.staleMarkers);
    this.#count("refused", report.dropped.refused);
    if (report.dropped.refused > 0) {
      this.#violation ??= `${name} has given up ${report.dropped.refused} samples: ${report.problem}`;
    }
  }

  #toReceiver(process: Process): RemoteWriteReceiver {
    const { time, random } = this;
    return {
      renewCredential: async () => {},
      send: async ({ body }) => {
        if (random.chance(this.#rates.lose)) {
          if (random.chance(0.6)) {
            time.at(time.nowMs + this.#between(0, LATE_REQUEST_MS), () => this.receiver.store(body));
          }
          await process.resume(10 * SECOND);
          return { kind: "unanswered", reason: "timed out" };
        }
        await time.sleep(random.chance(0.9) ? 0 : this.#between(0, 8 * SECOND));
        const answer = !this.#isReceiverUp
          ? toAnswer(random.pick([429, 500, 503]), "")
          : this.receiver.store(body);
        this.#surroundings.log(() => `${process.name} gets ${answer.kind === "answered" && answer.status}`);
        await process.resume(process.latency());
        return answer;
      },
    };
  }

  async #breakReceiver(): Promise<void> {
    if (this.#ablation.isLastOutageLong) {
      this.time.at(this.#endMs - 4 * MINUTE, () => {
        this.#isReceiverUp = false;
      });
    }
    while (!this.#isQuiet) {
      await this.time.sleep(this.#between(1, 15) * MINUTE);
      this.#isReceiverUp = this.#isQuiet;
      await this.time.sleep(this.random.pick([10 * SECOND, MINUTE, 4 * MINUTE]));
      this.#isReceiverUp = true;
    }
  }

  #groupChanged(path: string, before: GroupItem | undefined, after: GroupItem | undefined): void {
    this.#writes += 1;
    this.previousItems.set(path, before);
    const old = toValues(before);
    const now = toValues(after);
    for (const [id, value] of now) {
      if (!old.has(id)) {
        this.#liveSinceMs.set(id, this.time.nowMs);
      }
      const key = `${id} ${value}`;
      this.#order.set(key, { first: this.#order.get(key)?.first ?? this.#writes, last: this.#writes });
    }
    for (const id of old.keys()) {
      if (!now.has(id)) {
        this.#liveSinceMs.delete(id);
      }
    }
    this.#surroundings.log(
      () => `${path} is ${after?.state}, ${[...now].map(([id, value]) => `${show(id)}=${value}`)}`,
    );
  }

  #sampleStored(
    id: string,
    { value, isStale, timestampMs }: LastSample,
    before: LastSample | undefined,
  ): void {
    this.#count("stored");
    if (isStale) {
      const sinceMs = this.#liveSinceMs.get(id);
      if (sinceMs !== undefined && this.time.nowMs - sinceMs > LATE_REQUEST_MS + 60 * SECOND) {
        this.#violation ??= `${show(id)} was ended at ${timestampMs}, and is there for ${this.time.nowMs - sinceMs} ms`;
      }
      return;
    }
    const order = this.#order.get(`${id} ${value}`);
    if (order === undefined) {
      this.#violation ??= `${show(id)} = ${value} was never stored`;
      return;
    }
    const orderBefore = this.#order.get(`${id} ${before?.value}`);
    if (before?.isStale === false && orderBefore !== undefined && order.last < orderBefore.first) {
      this.#violation ??= `${show(id)} went back from ${before.value} to ${value} at ${timestampMs}`;
    }
  }

  /** A query must show what the store holds, with nothing wrong, missing or left over. */
  #checkEnd(): void {
    const stored = new Map<string, number>();
    for (const item of this.store.groupItems.values()) {
      for (const [id, value] of toValues(item)) {
        stored.set(id, value);
      }
    }
    const visible = this.receiver.visibleAt(this.time.nowMs, LOOKBACK_MS);
    for (const [id, value] of stored) {
      const shown = visible.get(id);
      if (shown !== value) {
        this.#violation ??= `${show(id)} is ${value} in the store, and at the receiver ${shown ?? "missing"}`;
      }
    }
    for (const id of visible.keys()) {
      if (!stored.has(id)) {
        this.#violation ??= `${show(id)} is left over`;
      }
    }
    this.#count("visible", visible.size);
  }

  /** Whole milliseconds, as clocks return them. */
  #between(from: number, to: number): number {
    return Math.floor(this.random.between(from, to));
  }

  #count(what: string, by = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + by;
  }
}

/** The series that an item exposes, with their values. */
const toValues = (item: GroupItem | undefined): ReadonlyMap<string, number> => {
  if (item?.state !== "live") {
    return new Map();
  }
  const pushTimes = ["push_time_seconds", MARKER_NAME].map((name) => gauge(name, item.atMs / 1_000));
  const exposer = new SeriesExposer(GroupingKey.ofPath(item.path)!, {});
  return new Map(
    Array.from(exposer.expose([...decodeContent(item.content), ...pushTimes]), ({ labels, point }) => [
      labels.names.flatMap((name, index) => [name, labels.values[index]!]).join("\u0000"),
      point.kind === "value" ? point.value : Number.NaN,
    ]),
  );
};

const show = (id: string): string => id.replaceAll("\u0000", " ");
