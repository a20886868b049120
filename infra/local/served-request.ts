import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/** A request that the local system has answered, as the terminal and the console show it. */
export interface ServedRequest extends AnsweredRequest {
  readonly stage: string;
  /**
   * What the operator is told of a refusal in place of what the client was told: why its credential is no good, or what is in
   * front of its path. Undefined where the answer says it all.
   */
  readonly hint: string | undefined;
}
