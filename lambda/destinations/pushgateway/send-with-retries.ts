import { type Clock, isWithin } from "../../model/clock.ts";
import type { Pushgateway, RelayAnswer, RelayRequest } from "./pushgateway.ts";

export interface SendPorts {
  readonly pushgateway: Pushgateway;
  readonly now: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1): spreads the retries of many pushers. */
  readonly random: () => number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/**
 * If nothing was sent, another try costs the Pushgateway nothing, and a restarting process is back within this time.
 */
const CONNECT_FOR_MS = 2_000;

/** Tries that reach a Pushgateway with problems. More of them would not help it. */
const MAX_SENT = 4;

/**
 * Sends a request until it is answered, `deadlineMs` (wall clock) has passed or another try is not worth it. PUT, POST
 * and DELETE are idempotent, so a request that may have been applied can be sent again.
 */
export const sendWithRetries = async (
  request: Omit<RelayRequest, "timeoutMs">,
  deadlineMs: number,
  { pushgateway, now, sleep, random }: SendPorts,
): Promise<RelayAnswer> => {
  const startMs = now();
  let answer: RelayAnswer = { kind: "timed-out" };
  let sent = 0;
  let pauseMs = FIRST_PAUSE_MS;
  for (let nowMs = startMs; isWithin(startMs, nowMs, deadlineMs - startMs); nowMs = now()) {
    answer = await pushgateway.send({ ...request, timeoutMs: deadlineMs - nowMs });
    if (answer.kind !== "not-connected") {
      sent++;
    }
    if (sent === MAX_SENT || !isRetryable(answer, now() - startMs)) {
      break;
    }
    if (answer.kind === "kept-connection-silent") {
      continue;
    }
    await sleep(pauseMs * (0.5 + random()));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
  return answer;
};

const isRetryable = (answer: RelayAnswer, tookMs: number): boolean => {
  switch (answer.kind) {
    case "answered":
      return answer.status >= 500;
    case "not-connected":
      return tookMs < CONNECT_FOR_MS;
    case "broken":
    case "kept-connection-silent":
      return true;
    case "timed-out":
      return false;
  }
};
