import { toRelayedBody } from "../../store/marker.ts";
import type { DeliveryOutcome, Destination } from "../destination.ts";
import type { RelayAnswer, RelayRequest } from "./pushgateway.ts";
import { type SendPorts, sendWithRetries } from "./send-with-retries.ts";

/**
 * A Pushgateway as a destination. Each group is sent as one PUT of delimited protobuf with its marker, with retries
 * until its time is over.
 */
export const createPushgatewayDestination = (ports: SendPorts): Destination => ({
  write: ({ path, content, atMs }, timeoutMs) =>
    deliver({ method: "PUT", path, body: toRelayedBody(content, atMs) }, timeoutMs, ports),
  remove: ({ path }, timeoutMs) => deliver({ method: "DELETE", path, body: undefined }, timeoutMs, ports),
  isReady: (timeoutMs) => ports.pushgateway.isReady(timeoutMs),
});

const deliver = async (
  message: Omit<RelayRequest, "timeoutMs">,
  timeoutMs: number,
  ports: SendPorts,
): Promise<DeliveryOutcome> => toOutcome(await sendWithRetries(message, ports.now() + timeoutMs, ports));

const toOutcome = (answer: RelayAnswer): DeliveryOutcome => {
  switch (answer.kind) {
    case "answered":
      return toOutcomeOfStatus(answer.status);
    case "timed-out":
    case "kept-connection-silent":
      return { kind: "unanswered", reason: "timed-out" };
    case "not-connected":
    case "broken":
      return { kind: "unanswered", reason: "unreachable" };
  }
};

const toOutcomeOfStatus = (status: number): DeliveryOutcome => {
  if (status === 200 || status === 202) {
    return { kind: "delivered" };
  }
  return REFUSALS.has(status) ? { kind: "refused", status } : { kind: "unanswered", reason: "failed" };
};

/**
 * Statuses about the sent group, which would be the same for another try. The Pushgateway answers with 400, and a
 * server before it with the others. All other statuses (a redirect, 401, 404, 429, 5xx) are about the connection to the
 * Pushgateway, and mean an outage.
 */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 414, 415, 422, 431]);
