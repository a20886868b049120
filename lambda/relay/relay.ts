import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AgreedPush, AuthorizedDelete } from "../model/stages.ts";
import { encodeExposition } from "./encode.ts";
import type { RelayAnswer } from "./pushgateway.ts";
import { type SendPorts, sendWithRetries } from "./send-with-retries.ts";

/** For all tries together: a CI job should not wait longer for a Pushgateway that is late. */
export const RELAY_DEADLINE_MS = 5_000;

/** A single task that is replaced needs about this long. */
const RETRY_AFTER_SECONDS = 10;

export interface RelayPorts extends SendPorts {
  /** `pushgateway`: its own check is on, and a refusal of it is a conflict between groups. */
  readonly consistency: "registry" | "pushgateway";
}

/**
 * Sends what was agreed on as canonical protobuf, with retries inside the deadline. Refuses with `pushgateway-unavailable`, `pushgateway-timeout`,
 * `pushgateway-refused` (a mistake of ours) and, where the Pushgateway checks by itself, `contract-conflict`.
 */
export const relayPush = (push: AgreedPush, ports: RelayPorts): Promise<Result<void, Refusal>> =>
  relay(push, encodeExposition(push.exposition.families), push.validUntilMs, ports);

/** Deletes the group, under the same conditions as {@link relayPush}. */
export const relayDelete = (push: AuthorizedDelete, ports: RelayPorts): Promise<Result<void, Refusal>> =>
  relay(push, undefined, Number.POSITIVE_INFINITY, ports);

const relay = async (
  { request }: AgreedPush | AuthorizedDelete,
  body: Uint8Array | undefined,
  validUntilMs: number,
  ports: RelayPorts,
): Promise<Result<void, Refusal>> => {
  const deadlineMs = Math.min(ports.now() + RELAY_DEADLINE_MS, validUntilMs);
  const message = { method: request.method, path: request.key.path, body };
  const answer = await sendWithRetries(message, deadlineMs, ports);
  return toResult(answer, ports.consistency);
};

const toResult = (answer: RelayAnswer, consistency: RelayPorts["consistency"]): Result<void, Refusal> => {
  switch (answer.kind) {
    case "answered":
      return toResultOfStatus(answer.status, consistency);
    case "timed-out":
    case "kept-connection-silent":
      return refuse(
        "pushgateway-timeout",
        `the Pushgateway did not answer within ${RELAY_DEADLINE_MS / 1_000} s; the push may or may not have been applied, and pushing again is safe`,
      );
    case "not-connected":
    case "broken":
      return unavailable();
  }
};

const toResultOfStatus = (status: number, consistency: RelayPorts["consistency"]): Result<void, Refusal> => {
  if (status === 200 || status === 202) return ok(undefined);
  if (status >= 500) return unavailable();
  if (status === 400 && consistency === "pushgateway") {
    return refuse(
      "contract-conflict",
      "the push disagrees with what other groups have pushed (a type, or a series that is there already); rename the metric or push it with the existing type",
    );
  }
  return refuse(
    "pushgateway-refused",
    "the Pushgateway refused what the proxy had accepted; report the request id to the operator of the proxy",
  );
};

const unavailable = (): Result<never, Refusal> =>
  refuse("pushgateway-unavailable", "the Pushgateway cannot be reached at the moment; try again", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
