import type { DeliveryOutcome } from "../../destinations/destination.ts";
import { during } from "../../model/outage.ts";
import type { GroupItem } from "../../store/items.ts";
import type { RunTimes } from "../../store/run-times.ts";
import { StoreOutage } from "../../store/store.ts";
import type { RunPorts } from "../run/run-ports.ts";

export type RelayCurrentPorts = Pick<RunPorts, "store" | "destination" | "now">;

export type RelayTimes = Pick<RunTimes, "actMs" | "relayTimeoutMs">;

/** The item, and when the request began whose success it rests on. */
export interface ItemInStore {
  readonly item: GroupItem;
  readonly restsOnMs: number;
}

/** After this many tries, a group that is pushed continuously is left to its pushes. */
const MAX_RELAYS = 3;

/** The same as {@link relayCurrent}, but an outage of the store also counts as no answer. */
export const relayOrUnanswered = (
  first: ItemInStore,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"]> =>
  relayCurrent(first, ports, times).catch(during(StoreOutage, "unanswered" as const));

/**
 * Relays the item, then reads the group again and relays it if it has changed. The relay of a newer push can arrive
 * earlier, and this one would then undo it. Clause 6 applies to each relay. `unanswered` if any of them was. Throws the
 * store's errors.
 */
const relayCurrent = async (
  first: ItemInStore,
  ports: RelayCurrentPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"]> => {
  let current = first;
  for (let relays = 1; ; relays++) {
    const kind = await relayOnce(current, ports, times);
    if (kind !== "delivered") {
      return kind;
    }
    const restsOnMs = ports.now();
    const item = await ports.store.groups.read(current.item.path);
    if (item === undefined || item.id === current.item.id || relays === MAX_RELAYS) {
      return kind;
    }
    current = { item, restsOnMs };
  }
};

const relayOnce = async (
  { item, restsOnMs }: ItemInStore,
  { destination, now }: RelayCurrentPorts,
  times: RelayTimes,
): Promise<DeliveryOutcome["kind"]> => {
  const timeoutMs = remainingMs(restsOnMs, now(), times);
  if (timeoutMs <= 0) {
    return "unanswered";
  }
  const relayed =
    item.state === "live"
      ? await destination.write(item, timeoutMs)
      : await destination.remove(item, timeoutMs);
  return relayed.kind;
};

/**
 * Clause 6: the time for a relay and its retries. 0 if the clock was set back, because the elapsed time is not known.
 */
const remainingMs = (restsOnMs: number, nowMs: number, { actMs, relayTimeoutMs }: RelayTimes): number =>
  nowMs < restsOnMs ? 0 : Math.min(relayTimeoutMs, restsOnMs + actMs - nowMs);
