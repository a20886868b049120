import { isWithin } from "../../model/clock.ts";
import { keyOf } from "../contracts/contract-key.ts";
import type { EntryWrite } from "../contracts/decide.ts";
import type { ReadMode } from "../contracts/read-items.ts";
import {
  type GroupPush,
  type Known,
  type StoreOutcome,
  type StorePorts,
  UNANSWERED_FOR_MS,
} from "../group-push.ts";
import { type Holding, type LiveGroup, NO_HOLDING, type Owner } from "../items.ts";
import { Booking } from "../limits/booking.ts";
import { changesOf, toCountedBytes } from "../limits/growth.ts";
import type { GroupWriteOutcome } from "../store.ts";
import { learnAdopted } from "./blind-write.ts";
import { toLiveGroup } from "./draft.ts";
import { toGone } from "./gone.ts";
import { type Plan, type Progress, planWrite } from "./plan.ts";

/**
 * Clauses 2 to 5, tried again while rivals are in the way. `known`: the group that the refused blind write returned.
 */
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

/** Why a try fails and another one is made. */
type Again = "unanswered" | "contended";

class LongWay {
  readonly #push: GroupPush;
  readonly #ports: StorePorts;
  readonly #progress: Progress;
  /** The group's change by an answered write. */
  #changes: ReadonlyMap<Owner, Holding> | undefined;

  constructor(push: GroupPush, ports: StorePorts) {
    this.#push = push;
    this.#ports = ports;
    this.#progress = { booking: new Booking(ports), createdNames: 0 };
  }

  async go(known: Known | undefined): Promise<StoreOutcome> {
    const startMs = this.#ports.now();
    const mayTryAgain = (outcome: StoreOutcome | Again): outcome is Again =>
      outcome === "contended" ||
      (outcome === "unanswered" && isWithin(startMs, this.#ports.now(), UNANSWERED_FOR_MS));
    // The group that the refused blind write returned is fresh only for the first attempt.
    let outcome = await this.#tryOnce(known, "remembered");
    for (let tries = 1; tries < MAX_TRIES && mayTryAgain(outcome); tries++) {
      await this.#ports.backOff(tries);
      outcome = await this.#tryOnce(undefined, "fresh");
    }
    return typeof outcome === "string" ? { kind: "unavailable", reason: outcome } : outcome;
  }

  async #tryOnce(known: Known | undefined, mode: ReadMode): Promise<StoreOutcome | Again> {
    const attempt = { push: this.#push, known, progress: this.#progress, ports: this.#ports };
    const plan = await planWrite(attempt, mode);
    if (plan.kind !== "planned") {
      return plan;
    }
    // Booked before entries are created, so that a push over a limit creates none.
    const outcome = (await this.#book(plan)) ?? (await this.#writeEntries(plan.entries));
    if (outcome !== undefined) {
      return outcome;
    }
    // Clause 3: the read may be too old.
    return isWithin(plan.sinceMs, this.#ports.now(), this.#ports.times.actMs)
      ? this.#writeGroup(plan)
      : "contended";
  }

  /** Undefined if all entries exist now. Runs release those of a push that is refused later. */
  async #writeEntries(writes: readonly EntryWrite[]): Promise<Again | undefined> {
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
      if (outcomes.includes("unanswered")) {
        return "unanswered";
      }
      if (outcomes.includes("refused")) {
        return "contended";
      }
    }
    return undefined;
  }

  async #book({ growth }: Plan): Promise<StoreOutcome | Again | undefined> {
    const { booking } = this.#progress;
    const outcome = await booking.book(growth);
    switch (outcome.kind) {
      case "done":
        return undefined;
      case "unanswered":
        return "unanswered";
      case "refused":
        return "contended";
      default:
        return outcome;
    }
  }

  async #writeGroup(plan: Plan): Promise<StoreOutcome | Again> {
    const { store, now } = this.#ports;
    const restsOnMs = now();
    const item = {
      ...toItem(this.#push, plan, restsOnMs),
      ...(store.groups.gone === "kept" && { gone: toGone(plan.held.item, plan.draft.families, restsOnMs) }),
    };
    const outcome: GroupWriteOutcome = await store.groups.write(item, plan.held.item);
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
        return "unanswered";
      case "refused":
        return "contended";
    }
  }

  #learn({ draft }: Plan): void {
    const { hints } = this.#ports;
    const { families, key } = this.#push;
    learnAdopted(this.#push, draft, this.#ports);
    // Only a POST keeps families of the group.
    if (draft.families.length > families.length) {
      hints.learnLongWay(key.path);
    } else {
      hints.forgetLongWay(key.path);
    }
  }

  /** Undoes unused bookings. Names count once their entries exist, even if the group was not written. */
  async settle(): Promise<void> {
    const { booking, createdNames } = this.#progress;
    if (this.#changes !== undefined) {
      await booking.settle(this.#changes);
    } else if (!booking.isLost) {
      await booking.settle(new Map([[this.#push.owner, { ...NO_HOLDING, names: createdNames }]]));
    }
  }
}

/** More concurrent requests would wait for connections. */
const AT_ONCE = 32;

const toItem = ({ key, id, owner }: GroupPush, { draft, held }: Plan, nowMs: number): LiveGroup => ({
  ...toLiveGroup(draft, {
    path: key.path,
    atMs: Math.max(nowMs, (held.item?.atMs ?? 0) + 1),
    id,
    owner: held.live?.owner ?? owner,
  }),
  countedBytes: toCountedBytes(held.live, draft),
});
