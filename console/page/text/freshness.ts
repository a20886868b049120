import type { Group } from "../../api.ts";
import { describeSeconds, toAgeSeconds } from "./duration.ts";

export type Freshness = "on-time" | "late" | "expiring" | "expired" | "unknown";

export interface Age {
  readonly freshness: Freshness;
  /** As in `4 s ago`. */
  readonly ago: string;
  /** What the age means for this group; empty if nothing is known. */
  readonly meaning: string;
}

/** A group is late after two of its usual intervals, and close to its end after half of its time to expiry. */
export const toAge = (
  {
    pushedAt,
    usualSeconds,
    expiresAfterSeconds,
  }: Pick<Group, "pushedAt" | "usualSeconds" | "expiresAfterSeconds">,
  nowMs: number,
): Age => {
  const seconds = toAgeSeconds(pushedAt, nowMs);
  const ago = `${describeSeconds(seconds)} ago`;
  const leftSeconds = (expiresAfterSeconds ?? Number.POSITIVE_INFINITY) - seconds;
  if (leftSeconds <= 0) {
    return { freshness: "expired", ago, meaning: "expired, the next sweep deletes it" };
  }
  if (leftSeconds < seconds) {
    return { freshness: "expiring", ago, meaning: `expires in ${describeSeconds(leftSeconds)}` };
  }
  if (usualSeconds === undefined) {
    return { freshness: "unknown", ago, meaning: "" };
  }
  const usual = `usually every ${describeSeconds(usualSeconds)}`;
  return seconds > 2 * usualSeconds
    ? { freshness: "late", ago, meaning: `late, ${usual}` }
    : { freshness: "on-time", ago, meaning: usual };
};
