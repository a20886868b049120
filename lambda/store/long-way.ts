import { isWithin } from "../model/clock.ts";
import { learnAdopted } from "./blind-write.ts";
import { Booking, changesOf, toCountedBytes } from "./booking.ts";
import { keyOf } from "./contract-key.ts";
import type { EntryWrite } from "./decide.ts";
import { toGone } from "./gone.ts";
import {
  countAllSeries,
  type GroupPush,
  type Known,
  type StoreOutcome,
  type StorePorts,
} from "./group-push.ts";
import { type Holding, type LiveGroup, NO_HOLDING, type Owner } from "./items.ts";
import { type Plan, type Progress, planWrite } from "./plan.ts";
import type { ReadMode } from "./read-items.ts";
import type { GroupWriteOutcome } from "./store.ts";

/** Clauses 2 to 5, tried again while others are in the way. `known`: the group, when the blind write was refused by it. */
export const writeTheLongWay = async (
  push: GroupPush,
  known: Known | undefined,
  ports: StorePorts,
): Promise<StoreOutcome> => {
  const way = new LongWay(push, ports);
  try {
    return await way.go(known);
  } finally {
    await way.settle();
  }
};

const MAX_TRIES = 10;

class LongWay {
  readonly #push: GroupPush;
  readonly #ports: StorePorts;
  readonly #progress: Progress;
  /** What the group's write has changed, once it was answered. */
  #changes: ReadonlyMap<Owner, Holding> | undefined;
  /** Whether the last write had no answer. */
  #isUnanswered = false;

  constructor(push: GroupPush, ports: StorePorts) {
    this.#push = push;
    this.#ports = ports;
    this.#progress = { booking: new Booking(ports), createdNames: 0 };
  }

  async go(known: Known | undefined): Promise<StoreOutcome> {
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      if (tries > 1) {
        await this.#ports.backOff(tries - 1);
      }
      // What the refusal of the blind write brought along is fresh at first only.
      const outcome = await (tries === 1
        ? this.#tryOnce(known, "remembered")
        : this.#tryOnce(undefined, "fresh"));
      if (outcome !== "again") {
        return outcome;
      }
    }
    return { kind: "unavailable", reason: this.#isUnanswered ? "unanswered" : "contended" };
  }

  async #tryOnce(known: Known | undefined, mode: ReadMode): Promise<StoreOutcome | "again"> {
    const plan = await planWrite(this.#push, known, this.#progress, this.#ports, mode);
    if (plan.kind !== "planned") {
      return plan;
    }
    // Before the entries, so that none is created for a push that is over a limit.
    const over = await this.#book(plan);
    if (over !== undefined) {
      return over;
    }
    if (!(await this.#writeEntries(plan.entries))) {
      return "again";
    }
    // Clause 3: what was read may not hold any longer.
    if (!isWithin(plan.sinceMs, this.#ports.now(), this.#ports.times.actMs)) {
      return "again";
    }
    return this.#writeGroup(plan);
  }

  /** Whether all entries are there now. Those of a push that is refused later are released by runs. */
  async #writeEntries(writes: readonly EntryWrite[]): Promise<boolean> {
    const {
      memory,
      store: { contracts },
    } = this.#ports;
    memory.forget(writes.map(({ item }) => keyOf(item)));
    for (let start = 0; start < writes.length; start += AT_ONCE) {
      const some = writes.slice(start, start + AT_ONCE);
      const outcomes = await Promise.all(
        some.map(async ({ item, expected }) => (await contracts.write(item, expected)).kind),
      );
      this.#progress.createdNames += some.reduce(
        (sum, { newNames }, index) => sum + (outcomes[index] === "done" ? newNames : 0),
        0,
      );
      this.#isUnanswered = outcomes.includes("unanswered");
      if (outcomes.some((kind) => kind !== "done")) {
        return false;
      }
    }
    return true;
  }

  async #book({ growth }: Plan): Promise<StoreOutcome | "again" | undefined> {
    const { booking } = this.#progress;
    if (!booking.isNeeded(growth)) {
      return undefined;
    }
    const outcome = await booking.book(growth);
    this.#isUnanswered = outcome.kind === "unanswered";
    switch (outcome.kind) {
      case "done":
        return undefined;
      case "unanswered":
      case "refused":
        return "again";
      case "over-limit":
      case "full":
        return outcome;
    }
  }

  async #writeGroup(plan: Plan): Promise<StoreOutcome | "again"> {
    const { store, now } = this.#ports;
    const restsOnMs = now();
    const item = {
      ...toItem(this.#push, plan, restsOnMs),
      ...(store.groups.gone === "kept" && { gone: toGone(plan.held.item, plan.draft.families, restsOnMs) }),
    };
    const outcome: GroupWriteOutcome = await store.groups.write(item, plan.held.item);
    this.#isUnanswered = outcome.kind === "unanswered";
    switch (outcome.kind) {
      case "done": {
        this.#changes = changesOf(plan.growth);
        this.#learn(plan);
        return { kind: "stored", path: item.path, content: item.content, atMs: item.atMs, restsOnMs };
      }
      case "too-large":
        return outcome;
      case "unanswered":
        this.#progress.booking.isLost = true;
        return "again";
      case "refused":
        return "again";
    }
  }

  #learn({ draft, held }: Plan): void {
    const { hints } = this.#ports;
    const { method, families, key } = this.#push;
    learnAdopted(this.#push, draft, this.#ports);
    if (method === "POST" && held.live !== undefined && draft.families.length > families.length) {
      hints.learnLongWay(key.path);
    } else {
      hints.forgetLongWay(key.path);
    }
  }

  /** Takes back what was booked for nothing. Names count once their entries are there, whatever became of the group. */
  async settle(): Promise<void> {
    const { booking, createdNames } = this.#progress;
    if (this.#changes !== undefined) {
      await booking.settle(this.#changes);
    } else if (!booking.isLost) {
      await booking.settle(new Map([[this.#push.owner, { ...NO_HOLDING, names: createdNames }]]));
    }
  }
}

/** More at once would wait for each other's connections. */
const AT_ONCE = 32;

const toItem = (push: GroupPush, { draft, held }: Plan, nowMs: number): LiveGroup => ({
  state: "live",
  path: push.key.path,
  atMs: Math.max(nowMs, (held.item?.atMs ?? 0) + 1),
  id: push.id,
  print: draft.print,
  content: draft.content,
  series: countAllSeries(draft.families),
  countedBytes: toCountedBytes(held.live, draft),
  owner: held.live?.owner ?? push.owner,
});
