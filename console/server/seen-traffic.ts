import type { FoldedRefusal, Group, Traffic } from "../api.ts";

/** Requests of the last 30 minutes, from any source. */
export interface SeenTraffic {
  /** Grows whenever the table of groups may have changed. */
  readonly changes: number;
  /** Undefined: nothing could be read yet. */
  list(): Traffic | undefined;
  /** The latest first. */
  listRefusals(): readonly FoldedRefusal[];
  /** By the canonical path of a group. */
  ofGroup(path: string): Pick<Group, "pushedByMinute" | "usualSeconds">;
}
