import type { Destination } from "../../../lambda/destinations/destination.ts";
import { type Store, StoreOutage, type Unanswered } from "../../../lambda/store/store.ts";
import { SECOND } from "./draw.ts";
import { type Process, toTicks } from "./process.ts";
import type { SimulatedPushgateway } from "./simulated-pushgateway.ts";
import type { WatchedStore } from "./watched-store.ts";

const UNANSWERED: Unanswered = { kind: "unanswered", cause: new Error("no answer") };

/** Shuffled, so that two scans have different orders. */
const shuffle = <Value>(values: Iterable<Value>, { random }: Process["surroundings"]): Value[] =>
  Array.from(values, (value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);

export interface Connected {
  readonly server: Store;
  readonly seen: WatchedStore;
}

/**
 * The store as a process sees it. Requests take time, some get no answer, and an unanswered write is applied up to W
 * later or never. A scan sees each item at a different time.
 *
 * @param server how the store takes the requests
 * @param seen what the store holds
 */
export const connect = ({ server, seen }: Connected, process: Process, lateWriteMs: number): Store => {
  const { time, random, rates, log } = process.surroundings;

  const write = async <Outcome>(
    apply: () => Promise<Outcome>,
    name: () => string,
  ): Promise<Outcome | Unanswered> => {
    if (random.chance(rates.lose)) {
      if (random.chance(0.75)) {
        const lateMs = random.chance(0.5) ? lateWriteMs : toTicks(random.between(0, lateWriteMs + SECOND));
        time.at(time.nowMs + lateMs, () => {
          log(() => `a late ${name()} of ${process.name} arrives`);
          void apply();
        });
      }
      log(() => `${process.name} gets no answer to ${name()}`);
      await process.resume(rates.timeoutMs);
      return UNANSWERED;
    }
    const onTheWayMs = Math.min(process.latency(), lateWriteMs);
    if (onTheWayMs > 0) {
      await time.sleep(onTheWayMs);
    }
    const outcome = await apply();
    await process.resume(process.latency());
    return outcome;
  };

  const read = async <Found>(take: () => Promise<Found>): Promise<Found> => {
    if (random.chance(rates.lose / 4)) {
      await process.resume(rates.timeoutMs);
      throw new StoreOutage("no answer");
    }
    const onTheWayMs = process.latency();
    if (onTheWayMs > 0) {
      await time.sleep(onTheWayMs);
    }
    const found = await take();
    await process.resume(process.latency());
    return found;
  };

  /** Reads one item after the other, and time passes in between. Items that are created meanwhile may be missed. */
  const scan = async function* <Key, Item>(
    keys: () => Iterable<Key>,
    take: (key: Key) => Promise<Item | undefined>,
  ) {
    const isSlow = random.chance(0.5);
    const first = shuffle(keys(), process.surroundings);
    const known = new Set(first);
    for (const key of first) {
      if (isSlow) {
        await process.resume(process.latency());
      }
      const item = await take(key);
      if (item !== undefined) {
        yield [item];
      }
    }
    if (random.chance(0.5)) {
      for (const key of [...keys()]) {
        const item = known.has(key) ? undefined : await take(key);
        if (item !== undefined) {
          yield [item];
        }
      }
    }
    if (random.chance(rates.lose / 8)) {
      throw new StoreOutage("no answer");
    }
    await process.resume(process.latency());
  };

  const { groups, contracts } = server;
  return {
    groups: {
      table: groups.table,
      gone: groups.gone,
      read: (path) => read(() => groups.read(path)),
      isEmpty: () => read(() => groups.isEmpty()),
      overwrite: (item) =>
        write(
          () => groups.overwrite(item),
          () => `overwrite ${item.path} ${item.id}`,
        ),
      write: (item, expected) =>
        write(
          () => groups.write(item, expected),
          () => `write ${item.path} ${item.id}`,
        ),
      bury: (tombstone) =>
        write(
          () => groups.bury(tombstone),
          () => `bury ${tombstone.path}`,
        ),
      mark: (tombstone, idle) =>
        write(
          () => groups.mark(tombstone, idle),
          () => `mark ${tombstone.path}`,
        ),
      remove: (tombstone) =>
        write(
          () => groups.remove(tombstone),
          () => `remove ${tombstone.path}`,
        ),
      scan: () =>
        scan(
          () => seen.groupItems.keys(),
          (path) => groups.read(path),
        ),
    },
    contracts: {
      read: (keys) => read(() => contracts.read(keys)),
      write: (item, expected) =>
        write(
          () => contracts.write(item, expected),
          () => `write ${item.kind}`,
        ),
      remove: (key, expected) =>
        write(
          () => contracts.remove(key, expected),
          () => `remove ${key}`,
        ),
      add: (change) =>
        write(
          () => contracts.add(change),
          () => `add ${JSON.stringify(change.to)}`,
        ),
      addRefusals: (client, counts) =>
        write(
          () => contracts.addRefusals(client, counts),
          () => `add refusals of ${client}`,
        ),
      scan: () =>
        scan(
          () => seen.contractItems.keys(),
          async (key) => (await contracts.read([key])).get(key),
        ),
    },
  };
};

const PUSHGATEWAY_TIMED_OUT = { kind: "unanswered", reason: "timed-out" } as const;

/** The connection from a process to the Pushgateway. An unanswered request may be applied up to L later. */
export const connectDestination = (
  pushgateway: SimulatedPushgateway,
  process: Process,
  lateRelayMs: number,
): Destination => {
  const { time, random, rates, log } = process.surroundings;
  const send: SendToPushgateway = async (path, what, apply) => {
    const isBad = pushgateway.isPathBad(path) && random.chance(0.97);
    const isLate = random.chance(rates.lose) || isBad || (!pushgateway.isReachable && random.chance(0.5));
    if (isLate) {
      const isLost = random.chance(0.25) || (isBad && random.chance(0.95));
      const lateMs = random.chance(0.5) ? lateRelayMs : toTicks(random.between(0, lateRelayMs + SECOND));
      log(() => `${process.name} gets no answer to ${what()}${isLost ? ", which is lost" : ""}`);
      if (!isLost) {
        const sentMs = time.nowMs;
        time.at(sentMs + lateMs, () => {
          if (!pushgateway.isUp || sentMs <= pushgateway.lostUntilMs) {
            return;
          }
          log(() => `the Pushgateway applies a late ${what()} of ${process.name}`);
          apply();
        });
      }
      await process.resume(rates.timeoutMs);
      return PUSHGATEWAY_TIMED_OUT;
    }
    const onTheWayMs = process.latency();
    if (onTheWayMs > 0) {
      await time.sleep(onTheWayMs);
    }
    const outcome = pushgateway.isUp && pushgateway.isReachable ? apply() : PUSHGATEWAY_TIMED_OUT;
    log(() => `${process.name} relays ${what()}: ${outcome.kind}`);
    await process.resume(process.latency());
    return outcome;
  };
  return {
    write: (version) =>
      send(
        version.path,
        () => `PUT ${version.path} of ${version.atMs}`,
        () => pushgateway.put(version),
      ),
    remove: ({ path }) =>
      send(
        path,
        () => `DELETE ${path}`,
        () => pushgateway.delete(path),
      ),
    isReady: async () => pushgateway.isUp,
  };
};

type Applied = ReturnType<SimulatedPushgateway["put"]> | typeof PUSHGATEWAY_TIMED_OUT;
type SendToPushgateway = (path: string, what: () => string, apply: () => Applied) => Promise<Applied>;
