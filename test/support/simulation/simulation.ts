import { createAdministration } from "../../../lambda/agree/administration.ts";
import { createContractRegistry } from "../../../lambda/agree/contract-registry.ts";
import { type Change, type ItemStore, readAll, type Stored } from "../../../lambda/agree/item-store.ts";
import { type ItemKey, nameKey, SWEEP_KEY, type SweepItem } from "../../../lambda/agree/items.ts";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import { AWS_TIMES, type ProtocolTimes } from "../../../lambda/agree/protocol-times.ts";
import type { ClaimOutcome, PushClaims, Registry } from "../../../lambda/agree/registry.ts";
import { createSeed } from "../../../lambda/agree/seed.ts";
import type { StoredGroup } from "../../../lambda/agree/stored-group.ts";
import { sweepRegistry } from "../../../lambda/sweep/sweep-registry.ts";
import { Random } from "../random.ts";
import { TRACKED_LABELS } from "../registry/registry-bench.ts";
import { keepUnstamped } from "./keep-unstamped.ts";
import { ModelPushgateway } from "./model-pushgateway.ts";
import { NAMES, PUSHES, type SimulatedPush, withTypes } from "./pushes.ts";
import { VirtualTime } from "./virtual-time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Times like those on AWS, an older persistence file, and a T that is only just long enough. */
export const TIGHT_TIMES: ProtocolTimes = { ...AWS_TIMES, persistedMs: 15 * MINUTE, releaseMs: 63 * MINUTE };

/** A clause of the protocol that can be left out, to see that what is left is not safe. */
export type Clause =
  | "claims are conditional on the version read"
  | "releases are conditional on the version read"
  | "a claim is used no longer than C"
  | "a claim is looked at again right before sending"
  | "nothing is released at a DELETE"
  | "what is dead is released only after T"
  | "what is live is not released"
  | "what is live is stamped"
  | "a sweep after a failed one releases nothing"
  | "a sweep after a restart releases nothing"
  | "a name released by hand is closed first"
  | "an adoption claims"
  | "suffix names are claimed"
  | "sides of label values are claimed"
  | "pushes wait for the seeding";

export interface SimulationOutcome {
  readonly broken: string | undefined;
  readonly sent: number;
  readonly refused: number;
  /** Whether at the end the key side of some family owns the rest of the values. */
  readonly isRestOwned: boolean;
}

/** Some hours of pushers, sweepers, an operator and a Pushgateway that has troubles, over the real registry and sweep. */
export const simulate = async (
  seed: number,
  without?: Clause,
  pushes: readonly SimulatedPush[] = PUSHES,
): Promise<SimulationOutcome> => {
  const world = new World(seed, without, pushes);
  return world.run();
};

const PUSHERS = 3;
const HOURS = 4;

class World {
  readonly #random: Random;
  readonly #time = new VirtualTime(1_800_000_000_000);
  readonly #pushgateway = new ModelPushgateway();
  readonly #store: ItemStore = createMemoryStore();
  readonly #without: Clause | undefined;
  readonly #pushes: readonly SimulatedPush[];
  readonly #endMs: number;
  /** How hectic this world is: in some, pushes are minutes apart, in others half an hour. */
  readonly #pauseMs: number;
  #persisted: ReadonlyMap<string, StoredGroup> = new Map();
  #sent = 0;
  #refused = 0;

  constructor(seed: number, without: Clause | undefined, pushes: readonly SimulatedPush[]) {
    this.#random = new Random(seed);
    this.#without = without;
    this.#pushes = pushes;
    this.#endMs = this.#time.nowMs + HOURS * 60 * MINUTE;
    this.#pauseMs = this.#random.pick([2, 8, 20]) * MINUTE;
    for (let groups = this.#random.pick([0, 1]); groups > 0; groups -= 1) {
      this.#pushgateway.put(this.#random.pick(this.#pushes).stored);
    }
  }

  async run(): Promise<SimulationOutcome> {
    if (this.#is("pushes wait for the seeding")) await this.#markUnseeded();
    const actors = [
      ...Array.from({ length: PUSHERS }, () => this.#pushAndPause()),
      this.#sweepAndPause(),
      ...(this.#random.chance(0.3) ? [this.#sweepAndPause()] : []),
      this.#persist(),
      ...(this.#random.chance(0.5) ? [this.#trouble()] : []),
      ...(this.#random.chance(0.3) ? [this.#operate()] : []),
    ];
    await this.#time.runUntil(this.#endMs);
    void actors;
    return {
      broken: this.#pushgateway.broken,
      sent: this.#sent,
      refused: this.#refused,
      isRestOwned: (await readAll(this.#store)).some(
        ({ item }) =>
          item.kind === "sides" &&
          [...item.labels.values()].some(({ restStampMs }) => restStampMs !== undefined),
      ),
    };
  }

  #is(clause: Clause): boolean {
    return this.#without === clause;
  }

  get #isOver(): boolean {
    return this.#time.nowMs >= this.#endMs || this.#pushgateway.broken !== undefined;
  }

  /** Now and then a call takes its time: a function can be frozen between any two of its steps. */
  readonly #lag = async (): Promise<void> => {
    const slowness = this.#random.next();
    if (slowness < 0.02) {
      await this.#time.sleep(this.#random.between(0, this.#random.pick([5, 90])) * MINUTE);
    } else if (slowness < 0.1) {
      await this.#time.sleep(this.#random.between(0, 3) * SECOND);
    }
  };

  /** The store as a function sees it: far away. */
  #remote(inner: ItemStore): ItemStore {
    return {
      read: async (keys) => {
        await this.#lag();
        const items = await inner.read(keys);
        await this.#lag();
        return items;
      },
      transact: async (changes) => {
        await this.#lag();
        return inner.transact(await this.#loosen(changes));
      },
      scan: () => inner.scan(),
    };
  }

  /** Leaves out conditions. */
  async #loosen(changes: readonly Change[]): Promise<readonly Change[]> {
    const isLoose = ({ kind }: Change): boolean =>
      (kind === "put" && this.#is("claims are conditional on the version read")) ||
      (kind === "delete" && this.#is("releases are conditional on the version read"));
    const loose: Change[] = [];
    for (const change of changes) {
      if (change.kind === "add" || !isLoose(change)) {
        loose.push(change);
      } else {
        const key =
          change.kind === "put" ? nameKey(change.item.kind === "name" ? change.item.name : "") : change.key;
        const current = (await this.#store.read([key])).get(key);
        if (change.kind === "put") {
          const isName = change.item.kind === "name";
          loose.push(isName ? { ...change, expected: current?.version } : change);
        } else if (current !== undefined) {
          loose.push({ ...change, expected: current.version });
        }
      }
    }
    return loose;
  }

  #createClock(): () => number {
    const skewMs = this.#random.between(-AWS_TIMES.skewMs / 2, AWS_TIMES.skewMs / 2);
    return () => this.#time.nowMs + skewMs;
  }

  #createRegistry(clock: () => number): Registry {
    const times = this.#is("a claim is used no longer than C")
      ? { ...TIGHT_TIMES, claimMs: 24 * 60 * MINUTE, releaseMs: 100 * 60 * MINUTE }
      : TIGHT_TIMES;
    const store = this.#remote(this.#store);
    const reader = this.#pushgateway.createReader(this.#lag, this.#lag);
    const settings = { times, trackedLabels: TRACKED_LABELS };
    return createContractRegistry(
      {
        store,
        clock,
        backOff: () => this.#time.sleep(this.#random.between(5, 50)),
        seed: createSeed({ store, reader, clock, report: () => {}, reportOutage: () => {} }, settings),
      },
      { ...settings, maxSeries: 1_000_000, maxCacheEntries: 1_000 },
    );
  }

  /** One function that pushes whatever comes, and is replaced by a new one now and then. */
  async #pushAndPause(): Promise<void> {
    let clock = this.#createClock();
    let registry = this.#createRegistry(clock);
    let favourite = this.#random.pick(this.#pushes);
    while (!this.#isOver) {
      await this.#time.sleep(this.#random.between(0, 2) * this.#pauseMs);
      if (this.#random.chance(0.05)) {
        clock = this.#createClock();
        registry = this.#createRegistry(clock);
      }
      if (this.#random.chance(0.4)) favourite = this.#random.pick(this.#pushes);
      // What is deleted just before the seeding could come back from an old file just after it: the sweep reports that.
      if (this.#sent > 0 && this.#random.chance(0.3)) {
        await this.#deleteGroup(favourite);
      } else {
        await this.#push(favourite, registry, clock);
      }
    }
  }

  async #push(push: SimulatedPush, registry: Registry, clock: () => number): Promise<void> {
    let outcome = await this.#agree(push.claims, registry);
    await this.#lag();
    if (
      outcome.kind === "agreed" &&
      clock() >= outcome.validUntilMs &&
      !this.#is("a claim is looked at again right before sending")
    ) {
      outcome = await this.#agree(push.claims, registry);
      if (outcome.kind === "agreed" && clock() >= outcome.validUntilMs) return;
    }
    if (outcome.kind !== "agreed") {
      this.#refused += 1;
      return;
    }
    this.#sent += 1;
    await this.#relay(() => this.#pushgateway.put(withTypes(push.stored, outcome.adopted)));
  }

  async #agree(claims: PushClaims, registry: Registry): Promise<ClaimOutcome> {
    const weakened: PushClaims = {
      ...claims,
      names: this.#is("suffix names are claimed")
        ? claims.names.filter(({ name, family }) => name === family)
        : claims.names,
      sides: this.#is("sides of label values are claimed") ? [] : claims.sides,
    };
    if (this.#is("an adoption claims")) {
      const seen = await registry.check(weakened);
      if (seen.kind === "agreed" && seen.adopted.size > 0) return seen;
    }
    return registry.claim(weakened);
  }

  /** Most requests are applied at once, some late, some never; nobody waits for longer than 5 s. */
  async #relay(apply: () => void): Promise<void> {
    const delayMs = this.#random.chance(0.9)
      ? this.#random.between(0, 200)
      : this.#random.between(0, AWS_TIMES.lateMs - 2 * SECOND);
    if (!this.#random.chance(0.03)) {
      void this.#time.sleep(delayMs).then(apply);
    }
    await this.#time.sleep(Math.min(delayMs, 5 * SECOND));
  }

  async #deleteGroup({ stored }: SimulatedPush): Promise<void> {
    await this.#relay(() => this.#pushgateway.delete(stored.key.path));
    if (this.#is("nothing is released at a DELETE")) {
      for (const { name } of stored.families) await this.#drop(name);
    }
  }

  async #drop(name: string): Promise<void> {
    const key = nameKey(name);
    const version = (await this.#store.read([key])).get(key)?.version;
    if (version !== undefined) await this.#store.transact([{ kind: "delete", key, expected: version }]);
  }

  async #sweepAndPause(): Promise<void> {
    const clock = this.#createClock();
    while (!this.#isOver) {
      await this.#time.sleep(AWS_TIMES.sweepEveryMs);
      await this.#sweep(clock);
    }
  }

  async #sweep(clock: () => number): Promise<void> {
    const readFor = async () => this.#time.sleep(this.#random.between(0, 6) * SECOND);
    const reader = this.#is("what is live is not released")
      ? { readGroups: async function* () {} }
      : this.#pushgateway.createReader(readFor, readFor);
    const readStart = this.#is("a sweep after a restart releases nothing")
      ? async () => ""
      : this.#pushgateway.readStart;
    const times = this.#is("what is dead is released only after T")
      ? { ...TIGHT_TIMES, releaseMs: 12 * MINUTE, persistedMs: 0 }
      : TIGHT_TIMES;
    await sweepRegistry(
      { store: this.#sweepersStore(), reader, readStart, clock },
      { times, trackedLabels: TRACKED_LABELS },
      "apply",
    );
  }

  #sweepersStore(): ItemStore {
    const remote = this.#remote(this.#store);
    const store = this.#is("what is live is stamped") ? keepUnstamped(remote) : remote;
    const mayPretend =
      this.#is("a sweep after a failed one releases nothing") ||
      this.#is("what is dead is released only after T");
    return {
      read: async (keys) => {
        const items = await store.read(keys);
        return mayPretend && keys.includes(SWEEP_KEY) ? this.#pretendComplete(items) : items;
      },
      scan: async function* () {
        const items = [];
        for await (const stored of store.scan()) items.push(stored);
        yield* items;
      },
      transact: async (changes) => {
        // Between its reads and its writes a sweep can be as slow as its time limit lets it.
        if (this.#random.chance(0.3)) await this.#time.sleep(this.#random.between(0, 5) * MINUTE);
        return store.transact(changes);
      },
    };
  }

  async #pretendComplete(items: ReadonlyMap<ItemKey, Stored>): Promise<ReadonlyMap<ItemKey, Stored>> {
    const item: SweepItem = {
      kind: "sweep",
      startedMs: this.#time.nowMs,
      isComplete: true,
      unbrokenSinceMs: 0,
      pushgatewayStart: await this.#pushgateway.readStart().catch(() => ""),
    };
    return new Map([[SWEEP_KEY, { item, version: items.get(SWEEP_KEY)?.version ?? "none" }]]);
  }

  /** The Pushgateway writes its state down now and then. */
  async #persist(): Promise<void> {
    while (!this.#isOver) {
      await this.#time.sleep(TIGHT_TIMES.persistedMs);
      this.#persisted = this.#pushgateway.snapshot();
    }
  }

  async #trouble(): Promise<void> {
    const longestPause = this.#random.pick([10, 60, 120]);
    while (!this.#isOver) {
      await this.#time.sleep(this.#random.between(1, longestPause) * MINUTE);
      if (this.#random.chance(0.6)) {
        this.#pushgateway.restart(this.#random.chance(0.8) ? this.#persisted : new Map());
      } else {
        this.#pushgateway.stall();
        await this.#time.sleep(this.#random.between(0, this.#random.pick([2, 90])) * MINUTE);
        this.#pushgateway.resume(() =>
          this.#time.sleep(this.#random.between(0, AWS_TIMES.lateMs - 2 * SECOND)),
        );
      }
    }
  }

  async #operate(): Promise<void> {
    const administration = createAdministration(this.#store, this.#createClock());
    while (!this.#isOver) {
      await this.#time.sleep(this.#random.between(5, 60) * MINUTE);
      const name = this.#random.pick(NAMES);
      if (this.#is("a name released by hand is closed first")) {
        await this.#drop(name);
      } else {
        await administration.release(name);
      }
    }
  }

  /** A registry that says that it is filled, and is not. */
  async #markUnseeded(): Promise<void> {
    await this.#store.transact([
      {
        kind: "put",
        item: { kind: "mark", trackedLabels: [...TRACKED_LABELS].sort(), atMs: this.#time.nowMs },
        expected: undefined,
      },
    ]);
  }
}
