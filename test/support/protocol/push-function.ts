import { Relay, type RelayOutcome } from "../../../lambda/destinations/relay.ts";
import { RememberedItems } from "../../../lambda/store/contracts/remembered-items.ts";
import type { StoreOutcome, StorePorts } from "../../../lambda/store/group-push.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { toDraft } from "../../../lambda/store/groups/draft.ts";
import { Hints } from "../../../lambda/store/groups/hints.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import type { StandingLimits } from "../../../lambda/store/limits/standing-limits.ts";
import { openNewStore } from "../../../lambda/store/opening/open-new-store.ts";
import { AWS_PUSH_TIMES } from "../../../lambda/store/run-times.ts";
import { type Store, StoreOutage } from "../../../lambda/store/store.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../../../lambda/sweep/scan/seen-group.ts";
import { SECOND } from "./draw.ts";
import { describeContent, numberOf } from "./facts.ts";
import { AMPLE_LIMITS, LIMITS, OWNERS } from "./limits-watch.ts";
import { connect, connectDestination } from "./network.ts";
import { type Process, toTicks } from "./process.ts";
import type { Sent } from "./properties.ts";
import { LONGEST_PAUSE_MS, type Operation } from "./traffic.ts";
import type { World } from "./world-parts.ts";

const NO_CONTEXT = { table: "", trackedLabels: new Set<string>() };

/** One push function. It pushes until the world is quiet. */
export const pushForever = async (world: World, process: Process): Promise<void> => {
  const pushFunction = new PushFunction(world, process);
  const { random } = world;
  while (!world.isQuiet) {
    await process.pause(toTicks(random.between(0, LONGEST_PAUSE_MS)));
    if (!world.isQuiet) {
      await pushFunction.act(world.traffic.next(world.time.nowMs));
    }
  }
};

class PushFunction {
  readonly #world: World;
  readonly #process: Process;
  readonly #ports: StorePorts;
  readonly #relay: Relay;
  readonly #reader: PushgatewayReader;
  #isOpen = false;
  /** The push in flight. */
  #current = "";

  constructor(world: World, process: Process) {
    const { draw, store, weakening, random } = world;
    const { times } = draw;
    this.#world = world;
    this.#process = process;
    const server = weakening.functionServer?.(store, store) ?? store;
    const connected = connect({ server, seen: store }, process, times.lateWriteMs);
    this.#ports = {
      store: this.#watchBooking(connected),
      now: process.now,
      random: () => random.next(),
      createId: () => world.createId(process),
      backOff: (attempt) => process.pause(toTicks(random.between(0, Math.min(attempt, 3) * SECOND + SECOND))),
      openIfNew: () => this.#openIfNew(),
      hints: new Hints(world.configuredLabels(process)),
      memory: this.#createMemory(times.actMs),
      times: { ...AWS_PUSH_TIMES, actMs: weakening.writeGuardMs ?? times.actMs },
      maxima: this.#limits.maxima,
      allowedOf: (owner) => this.#limits.allowed.get(owner),
    };
    this.#relay = new Relay({
      destination: connectDestination(world.pushgateway, process, times.lateRelayMs),
      now: process.now,
      store: connected,
      times: { actMs: weakening.relayGuardMs ?? times.actMs },
    });
    this.#reader = world.createReader(process);
  }

  /** @param forMs C instead of its half, so that many remembered items are too old for what rests on them */
  #createMemory(forMs: number): RememberedItems {
    const { weakening, time, counts } = this.#world;
    const memory = new (weakening.memory ?? RememberedItems)({
      now: this.#process.now,
      stopwatch: () => time.nowMs,
      forMs,
    });
    const take = memory.take.bind(memory);
    memory.take = (key) => {
      const found = take(key);
      counts.remembered += found === undefined ? 0 : 1;
      return found;
    };
    return memory;
  }

  get #limits(): StandingLimits {
    return this.#world.draw.isLimited ? LIMITS : AMPLE_LIMITS;
  }

  async act(operation: Operation): Promise<void> {
    const { properties, counts, time, surroundings, limits } = this.#world;
    const id = this.#ports.createId();
    const sent: Sent = {
      id,
      method: operation.method,
      path: operation.key.path,
      values: new Map(operation.families.map((family) => [family.name, numberOf(family)])),
      startMs: time.nowMs,
      endMs: undefined,
      isApplied: false,
    };
    properties.sent.set(id, sent);
    surroundings.log(
      () =>
        `${id} ${operation.method} ${operation.key.path} ${describeContent(operation.key.path, toDraft(operation.families, operation.key, NO_CONTEXT).content)}`,
    );
    this.#current = id;
    counts.pushes += 1;
    const status =
      operation.method === "DELETE" ? await this.#delete(operation, id) : await this.#push(operation, id);
    surroundings.log(() => `${id} is answered ${status}`);
    counts.answered[status] = (counts.answered[status] ?? 0) + 1;
    properties.answered(sent, status);
    limits?.ended(id);
  }

  async #push({ key, method, families }: Operation, id: string): Promise<number> {
    const { random, draw, limits, weakening } = this.#world;
    const owner = draw.isLimited ? random.pick(OWNERS) : OWNERS[0]!;
    const allowed = this.#limits.allowed.get(owner)!;
    const source = { locate: () => undefined };
    const push = { id, method: method as "PUT" | "POST", key, families, source, owner, allowed };
    if (weakening.relaysFirst) {
      const { content } = toDraft(families, key, NO_CONTEXT);
      await this.#relay.write({
        path: key.path,
        content,
        atMs: this.#process.now(),
        restsOnMs: this.#process.now(),
      });
    }
    const outcome: StoreOutcome = await writeGroup(push, this.#ports);
    switch (outcome.kind) {
      case "stored":
        return toStatus(await this.#relay.write(outcome));
      case "conflict":
      case "no-counts":
      case "too-costly":
        return 409;
      case "too-large":
        return 413;
      case "over-limit":
        limits?.refused(owner, outcome.dimension);
        return 429;
      case "full":
        return 503;
      case "unavailable":
        return 503;
    }
  }

  async #delete({ key }: Operation, id: string): Promise<number> {
    await this.#openIfNew();
    const outcome = await deleteGroup(key, id, this.#ports);
    if (outcome.kind === "unavailable") {
      return 503;
    }
    await this.#relay.remove({ path: key.path, restsOnMs: outcome.restsOnMs });
    return 202;
  }

  async #openIfNew(): Promise<boolean> {
    const isEmpty = async (): Promise<boolean> => {
      for await (const _ of this.#reader.readGroups()) {
        return false;
      }
      return true;
    };
    try {
      this.#isOpen ||= await openNewStore(this.#ports.store, this.#ports.hints.trackedLabels, isEmpty);
    } catch (error) {
      if (!(error instanceof StoreOutage || error instanceof PushgatewayOutage)) {
        throw error;
      }
    }
    return this.#isOpen;
  }

  /** Records which bookings of the push were answered. */
  #watchBooking(store: Store): Store {
    const { limits } = this.#world;
    if (limits === undefined) {
      return store;
    }
    return {
      groups: store.groups,
      contracts: {
        ...store.contracts,
        add: async (change) => {
          const id = this.#current;
          const outcome = await store.contracts.add(change);
          if (outcome.kind === "done") {
            limits.booked(id, change);
          }
          return outcome;
        },
      },
    };
  }
}

const toStatus = (outcome: RelayOutcome): number =>
  outcome === "delivered" ? 200 : outcome === "refused" ? 502 : 202;
