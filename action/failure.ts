import type { Issue } from "../lambda/model/issue.ts";
import { type Err, err } from "../lambda/model/result.ts";

/** Why the metrics were not pushed, for whoever reads the log of the build. Never holds a credential. */
export interface Failure {
  /** A code of the proxy's catalogue, or one of the action's own. */
  readonly code: string;
  /** What went wrong. */
  readonly detail: string;
  /** What to do next. */
  readonly advice: string;
  /** Mistakes of the payload, with their places. */
  readonly issues: readonly Issue[];
  /** How many there are in all. */
  readonly total: number;
  readonly requestId: string | undefined;
}

/** What can go wrong before the proxy has an answer. */
export type OwnCode = "input-invalid" | "id-token-unavailable" | "proxy-unreachable" | "answer-unexpected";

export const fail = (code: OwnCode, detail: string, advice: string): Err<Failure> =>
  err({ code, detail, advice, issues: [], total: 0, requestId: undefined });
