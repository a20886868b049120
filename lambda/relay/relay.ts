import type { Clock } from "../model/clock.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AgreedPush, AuthorizedPush } from "../model/stages.ts";
import { encodeExposition } from "./encode.ts";
import type { Pushgateway, RelayAnswer, RelayRequest } from "./pushgateway.ts";

/** For all tries together: a CI job should not wait longer for a Pushgateway that is late. */
export const RELAY_DEADLINE_MS = 5_000;

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 50;
/** A single task that is replaced needs about this long. */
const RETRY_AFTER_SECONDS = 10;

export interface RelayPorts {
  readonly pushgateway: Pushgateway;
  readonly now: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1): spreads the retries of many pushers. */
  readonly random: () => number;
  /** `pushgateway`: its own check is on, and a refusal of it is a conflict between groups. */
  readonly consistency: "registry" | "pushgateway";
}

/**
 * Sends what was agreed on as canonical protobuf. PUT, POST and DELETE are idempotent, so a broken connection or a 5xx is
 * tried again inside the deadline. Refuses with `pushgateway-unavailable`, `pushgateway-timeout`,
 * `pushgateway-refused` (a mistake of ours) and, where the Pushgateway checks by itself, `contract-conflict`.
 */
export const relayPush = (push: AgreedPush, ports: RelayPorts): Promise<Result<void, Refusal>> =>
  relay(push, encodeExposition(push.exposition.families), push.validUntilMs, ports);

/** Deletes the group, under the same conditions as {@link relayPush}. */
export const relayDelete = (push: AuthorizedPush, ports: RelayPorts): Promise<Result<void, Refusal>> =>
  relay(push, undefined, Number.POSITIVE_INFINITY, ports);

const relay = async (
  { request }: AuthorizedPush,
  body: Uint8Array | undefined,
  validUntilMs: number,
  ports: RelayPorts,
): Promise<Result<void, Refusal>> => {
  const deadline = Math.min(ports.now() + RELAY_DEADLINE_MS, validUntilMs);
  const answer = await sendUntil(deadline, { method: request.method, path: request.key.path, body }, ports);
  return toResult(answer, ports.consistency);
};

const sendUntil = async (
  deadline: number,
  request: Omit<RelayRequest, "timeoutMs">,
  { pushgateway, now, sleep, random }: RelayPorts,
): Promise<RelayAnswer> => {
  let answer: RelayAnswer = { kind: "timed-out" };
  for (let tries = 1, pauseMs = FIRST_PAUSE_MS; now() < deadline; tries++, pauseMs *= 2) {
    answer = await pushgateway.send({ ...request, timeoutMs: deadline - now() });
    if (!isWorthAnotherTry(answer) || tries === MAX_TRIES) break;
    await sleep(pauseMs * (0.5 + random()));
  }
  return answer;
};

const isWorthAnotherTry = (answer: RelayAnswer): boolean =>
  answer.kind === "unreachable" || (answer.kind === "answered" && answer.status >= 500);

const toResult = (answer: RelayAnswer, consistency: RelayPorts["consistency"]): Result<void, Refusal> => {
  switch (answer.kind) {
    case "answered":
      return toResultOfStatus(answer.status, consistency);
    case "timed-out":
      return refuse(
        "pushgateway-timeout",
        `the Pushgateway did not answer within ${RELAY_DEADLINE_MS / 1_000} s; the push may or may not have been applied, and pushing again is safe`,
      );
    case "unreachable":
      return unavailable();
  }
};

const toResultOfStatus = (status: number, consistency: RelayPorts["consistency"]): Result<void, Refusal> => {
  if (status === 200 || status === 202) return ok(undefined);
  if (status >= 500) return unavailable();
  if (status === 400 && consistency === "pushgateway") {
    return refuse(
      "contract-conflict",
      "the push disagrees with what other groups have pushed (a type, or a series that is there already); rename the metric or push it with the type in force",
    );
  }
  return refuse(
    "pushgateway-refused",
    "the Pushgateway refused what the proxy had accepted; report the request id to whoever runs the proxy",
  );
};

const unavailable = (): Result<never, Refusal> =>
  refuse("pushgateway-unavailable", "the Pushgateway cannot be reached at the moment; try again", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
