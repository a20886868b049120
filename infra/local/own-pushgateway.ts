import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryOutcome, Destination } from "../../lambda/destinations/destination.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../../lambda/sweep/scan/seen-group.ts";

/** As long as a relay tries to connect to a Pushgateway that restarts. */
const WAIT_FOR_MS = 2_000;
const POLL_MS = 20;

/** A destination that sends nothing while the address may belong to another program. It waits a little for its own one. */
export const sendOnlyToOwn = (destination: Destination, isOwn: () => boolean): Destination => {
  const whenOwn = async (
    timeoutMs: number,
    send: (leftMs: number) => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> => {
    const startMs = performance.now();
    while (!isOwn()) {
      if (performance.now() - startMs >= Math.min(timeoutMs, WAIT_FOR_MS)) {
        return { kind: "unanswered", reason: "unreachable" };
      }
      await sleep(POLL_MS);
    }
    return send(Math.max(1, timeoutMs - (performance.now() - startMs)));
  };
  return {
    write: (group, timeoutMs) => whenOwn(timeoutMs, (leftMs) => destination.write(group, leftMs)),
    remove: (key, timeoutMs) => whenOwn(timeoutMs, (leftMs) => destination.remove(key, leftMs)),
    isReady: async (timeoutMs) => isOwn() && destination.isReady(timeoutMs),
  };
};

/** A reader for which another program at the address does not answer, whose groups the sweep would delete. */
export const readOnlyOwn = (reader: PushgatewayReader, isOwn: () => boolean): PushgatewayReader => ({
  readStart: async () => {
    if (!isOwn()) {
      throw new PushgatewayOutage("another program answers at its address: end that program");
    }
    return reader.readStart();
  },
  readGroups: () => reader.readGroups(),
});
