import { toRelayedBody } from "../../store/marker.ts";
import type { DeliveryOutcome, Destination } from "../destination.ts";
import type { RelayAnswer, RelayRequest } from "./pushgateway.ts";
import { type SendPorts, sendWithRetries } from "./send-with-retries.ts";

/** A Pushgateway as a destination: each group goes as one PUT of delimited protobuf with its marker, with retries inside the time. */
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
 * Statuses that are about the group that was sent: it would get the same again. The Pushgateway answers with 400, and a server in
 * front of it with the others. Everything else (a redirect, 401, 404, 429, 5xx) is about the way to the Pushgateway, which
 * is an outage.
 */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 414, 415, 422, 431]);
