import type { Client } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { PushRequest } from "./push-request.ts";
import type { Exposition } from "./stages.ts";

export type StageName =
  | "authenticate"
  | "request"
  | "authorizeGroup"
  | "decode"
  | "validate"
  | "authorizeMetrics"
  | "store"
  | "relay";

/**
 * The result of a push that was not refused. `stored`: the Pushgateway does not have it yet, and will get it. `valid`: a dry
 * run.
 */
export type PushStatus = "pushed" | "stored" | "valid" | "deleted";

/** The facts about a push so far. The pipeline fills them in; the answer and the log line read them. */
export class PushTrace {
  client: Client | undefined;
  request: PushRequest | undefined;
  /** Undefined for a DELETE, and for a payload that is not valid. */
  exposition: Exposition | undefined;
  /** Milliseconds of every stage that began, including one that threw. */
  readonly stageMs: Partial<Record<StageName, number>> = {};
  readonly #now: Clock;

  /** `now` need not be the time of day, but must not go back. */
  constructor(now: Clock) {
    this.#now = now;
  }

  time<Value>(stage: StageName, run: () => Value): Value {
    const start = this.#now();
    try {
      return run();
    } finally {
      this.stageMs[stage] = this.#now() - start;
    }
  }

  async timeAsync<Value>(stage: StageName, run: () => Promise<Value>): Promise<Value> {
    const start = this.#now();
    try {
      return await run();
    } finally {
      this.stageMs[stage] = this.#now() - start;
    }
  }
}
