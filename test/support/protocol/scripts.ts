import type { StoredVersion } from "../../../lambda/destinations/destination.ts";
import { AWS_TIMES } from "../../../lambda/store/run-times.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import type { RunPorts } from "../../../lambda/sweep/run/run-ports.ts";
import { counter, gauge } from "../expositions.ts";
import { keyOf } from "../grouping-key.ts";
import { disturb } from "../store/disturbed-store.ts";
import type { HeldVersion } from "../store/model-pushgateway.ts";
import { RunWorld } from "../store/run-world.ts";
import { StoreWorld } from "../store/store-world.ts";

/** Wrong settings of a run, in place of the true ones. */
export interface FalseBelief {
  readonly runs?: number;
  readonly betweenRunsMs?: number;
  readonly ports?: (ports: RunPorts) => RunPorts;
}

export interface Script {
  /** The true settings of the script's world, if they differ from the default. */
  readonly truth?: FalseBelief;
  readonly belief: FalseBelief;
  readonly play: (world: ScriptedWorld) => Promise<void>;
}

const COUNTER = counter("m");
const GAUGE = gauge("m", 2);
const OTHER = gauge("other", 3);
const [A, B, C] = ["a", "b", "c"].map((job) => keyOf(job)) as [
  ReturnType<typeof keyOf>,
  ReturnType<typeof keyOf>,
  ReturnType<typeof keyOf>,
];

/** A world in which the name `m` is first a counter, and a gauge after its release. */
export class ScriptedWorld {
  readonly #world: RunWorld;
  readonly #belief: FalseBelief;
  #file: ReadonlyMap<string, HeldVersion> = new Map();
  #persistedAtMs = 0;
  #ranAtMs = 0;
  #late: (StoredVersion & { readonly sentMs: number }) | undefined;
  /** No relay arrives. */
  #isCutOff = false;
  /** A run's mark in flight. */
  #lateMark: (() => Promise<unknown>) | undefined;

  private constructor(world: StoreWorld, belief: FalseBelief) {
    this.#world = new RunWorld(world);
    this.#belief = belief;
  }

  /** Why the page is broken at the end; undefined if it is valid. */
  static async play(script: Script, belief: FalseBelief = {}): Promise<string | undefined> {
    const scripted = new ScriptedWorld(await new StoreWorld().open(), { ...script.truth, ...belief });
    await script.play(scripted);
    await scripted.#world.push([GAUGE], { key: C });
    scripted.#landLate();
    return scripted.#world.pushgateway.findBreak();
  }

  /** The entry of `m` exists, and no group uses it. */
  async leaveUnused(): Promise<void> {
    await this.#world.push([COUNTER], { key: A });
    await this.#world.delete(A);
  }

  async push(): Promise<void> {
    await this.#world.push([COUNTER], { key: B });
  }

  /** Its relay is lost, and so are all repairs. */
  async pushCutOff(): Promise<void> {
    this.#isCutOff = true;
    await this.#world.push([COUNTER], { key: B, relay: "lost" });
  }

  reconnect(): void {
    this.#isCutOff = false;
  }

  /**
   * A push that reads its entry, then `act` happens, then it writes. Its late relay is sent `sentAfterMs` after its
   * write.
   *
   * @param beforeBooking what happens right after the entry was read
   */
  async pushDuring(
    act: () => Promise<void>,
    sentAfterMs = 0,
    beforeBooking: () => Promise<void> = async () => {},
  ): Promise<void> {
    const { world } = this.#world;
    world.store = disturb(world.inner, (request, nth) => {
      if (nth !== 1) {
        return undefined;
      }
      return request === "groups.write" ? act : request === "contracts.add" ? beforeBooking : undefined;
    });
    const outcome = await this.#world.push([COUNTER], { key: B, relay: "lost" });
    world.store = world.inner;
    if (outcome.kind === "stored") {
      this.#late = { ...outcome, sentMs: world.nowMs + sentAfterMs };
    }
  }

  /** A run whose mark of the name is unanswered and still in flight when it ends. */
  async runWithLateMark(): Promise<void> {
    const { inner } = this.#world.world;
    const { write } = inner.contracts;
    inner.contracts.write = async (item, expected) => {
      if (item.kind !== "name") {
        return write(item, expected);
      }
      this.#lateMark = () => write(item, expected);
      return { kind: "unanswered", cause: new Error("no answer") };
    };
    await this.runNow();
    inner.contracts.write = write;
  }

  async landMark(): Promise<void> {
    await this.#lateMark?.();
  }

  /** A run on a clock that is behind by `ms`. */
  async runBehind(ms: number): Promise<void> {
    const { world } = this.#world;
    world.nowMs -= ms;
    await this.runNow();
    world.nowMs += ms;
  }

  async pushOther(relay?: "lost"): Promise<void> {
    await this.#world.push([OTHER], { key: B, ...(relay === undefined ? {} : { relay }) });
  }

  get msUntilRunCounts(): number {
    return Math.max(this.#ranAtMs + this.#times.betweenRunsMs + 1_000 - this.#world.world.nowMs, 0);
  }

  /** A run as soon as it counts. */
  async runAfterD(): Promise<void> {
    this.advance(this.msUntilRunCounts);
    await this.runNow();
  }

  async runNow(): Promise<void> {
    const { world, pushgateway, settings } = this.#world;
    this.#ranAtMs = world.nowMs;
    const unanswered = async () => ({ kind: "unanswered", reason: "timed-out" }) as const;
    const destination = this.#isCutOff
      ? { write: unanswered, remove: unanswered, isReady: async () => true }
      : pushgateway;
    const ports = { ...this.#world.ports, store: world.inner, destination };
    await run(this.#belief.ports?.(ports) ?? ports, { ...settings, times: this.#times }, "apply");
  }

  advance(ms: number): void {
    const { world } = this.#world;
    world.nowMs += ms;
    if (this.#late !== undefined && world.nowMs >= this.#late.sentMs + AWS_TIMES.lateRelayMs) {
      this.#landLate();
    }
    if (world.nowMs >= this.#persistedAtMs + AWS_TIMES.persistedMs) {
      this.persist();
    }
  }

  landLate(): void {
    this.#landLate();
  }

  persist(): void {
    this.#file = new Map(this.#world.pushgateway.groups);
    this.#persistedAtMs = this.#world.world.nowMs;
  }

  restart(): void {
    this.#world.pushgateway.restart(this.#file);
    this.#persistedAtMs = this.#world.world.nowMs;
  }

  #landLate(): void {
    if (this.#late !== undefined) {
      void this.#world.pushgateway.write(this.#late);
    }
    this.#late = undefined;
  }

  get #times() {
    const { runs = AWS_TIMES.runs, betweenRunsMs = AWS_TIMES.betweenRunsMs } = this.#belief;
    return { ...AWS_TIMES, runs, betweenRunsMs };
  }
}

/** A group gets the name after the first run has marked it, as late as possible, and loses it again. */
const gainAndLose = async (world: ScriptedWorld): Promise<void> => {
  await world.leaveUnused();
  await world.pushDuring(async () => {
    await world.runNow();
    world.advance(60_000);
  });
  await world.pushOther();
};

/**
 * The late relay arrives after the second run has read the Pushgateway. It is persisted, and replaced before the third
 * run reads the Pushgateway.
 */
const exposeBetweenRuns = async (world: ScriptedWorld, secondsBetweenRuns: number): Promise<void> => {
  await gainAndLose(world);
  await world.runAfterD();
  world.landLate();
  world.advance((secondsBetweenRuns - 1) * 1_000);
  world.persist();
  await world.pushOther();
  world.advance(1_000);
};

export const SCRIPTS: Readonly<Record<string, Script>> = {
  "12: what the store holds is in use": {
    belief: {
      ports: (ports) => ({
        ...ports,
        store: {
          ...ports.store,
          groups: {
            ...ports.store.groups,
            scan: async function* () {
              for await (const page of ports.store.groups.scan()) {
                yield page.map((item) =>
                  item.state === "live" ? { ...item, content: new Uint8Array() } : item,
                );
              }
            },
          },
        },
      }),
    },
    play: async (world) => {
      await world.pushCutOff();
      for (let run = 0; run < 5; run++) {
        await world.runAfterD();
      }
      world.reconnect();
      await world.runAfterD();
    },
  },
  "12: what the Pushgateway holds is in use": {
    belief: {
      ports: (ports) => ({
        ...ports,
        readPage: (onLines) => ports.readPage((lines) => onLines?.(withoutUses(lines))),
        reader: {
          readStart: () => ports.reader.readStart(),
          readGroups: async function* () {
            for await (const group of ports.reader.readGroups()) {
              yield group.kind === "group" ? { ...group, families: [] } : group;
            }
          },
        },
      }),
    },
    play: async (world) => {
      await world.push();
      await world.pushCutOff();
      await world.pushOther("lost");
      for (let run = 0; run < 5; run++) {
        await world.runAfterD();
      }
    },
  },
  "12: a run counts only D after the last": {
    belief: { betweenRunsMs: 0 },
    play: async (world) => {
      await world.leaveUnused();
      await world.pushDuring(async () => {
        for (let run = 0; run < 5; run++) {
          world.advance(1_000);
          await world.runNow();
        }
      });
    },
  },
  "12: D is at least C + L": {
    belief: { betweenRunsMs: 20_000 },
    play: async (world) => {
      await gainAndLose(world);
      for (let run = 2; run <= 4; run++) {
        await world.runAfterD();
      }
    },
  },
  "12: D has room for clocks that differ": {
    truth: { runs: 3, betweenRunsMs: 80_000 },
    belief: { runs: 3, betweenRunsMs: 75_000 },
    play: async (world) => {
      await world.leaveUnused();
      // Its relay is sent C after its write, and arrives L after that.
      await world.pushDuring(async () => {
        await world.runNow();
        world.advance(90_000);
      }, 9_000);
      await world.pushOther("lost");
      await world.runBehind(5_000);
      await world.runAfterD();
    },
  },
  "12: D has room for a late mark and a late write": {
    truth: { runs: 3 },
    belief: { runs: 3, betweenRunsMs: 65_000 },
    play: async (world) => {
      await world.leaveUnused();
      await world.runWithLateMark();
      world.advance(29_000);
      await world.pushDuring(
        async () => {
          // No write is in flight for longer than W.
          if (world.msUntilRunCounts < AWS_TIMES.lateWriteMs) {
            await world.runAfterD();
          }
        },
        9_000,
        async () => {
          world.advance(1_000);
          await world.landMark();
          world.advance(8_000);
        },
      );
      await world.pushOther("lost");
      await world.runAfterD();
    },
  },
  "12: D is more than P": {
    belief: { betweenRunsMs: 70_000 },
    play: async (world) => {
      await exposeBetweenRuns(world, 70);
      await world.runNow();
      await world.runAfterD();
      world.restart();
    },
  },
  "12: K is 4 with a file": {
    belief: { runs: 3 },
    play: async (world) => {
      await exposeBetweenRuns(world, 90);
      await world.runNow();
      world.restart();
    },
  },
  "12: K is 3 without a file": {
    truth: { runs: 3 },
    belief: { runs: 2 },
    play: async (world) => {
      await gainAndLose(world);
      await world.runAfterD();
    },
  },
  "12: a count belongs to one life of the Pushgateway": {
    belief: {
      ports: (ports) => ({
        ...ports,
        reader: { readStart: async () => "always the same", readGroups: () => ports.reader.readGroups() },
      }),
    },
    play: async (world) => {
      await exposeBetweenRuns(world, 90);
      await world.runNow();
      world.advance(60_000);
      world.restart();
      await world.pushOther();
      await world.runAfterD();
      world.restart();
    },
  },
};

/** The lines of a page that show groups and markers, but no pushed family. */
const withoutUses = (lines: Buffer): Buffer =>
  Buffer.from(
    lines
      .toString()
      .split(/^(?=# TYPE)/m)
      .filter((family) => /^# TYPE push/.test(family))
      .join(""),
  );
