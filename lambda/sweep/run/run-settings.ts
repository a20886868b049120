import type { StandingLimits } from "../../store/limits/standing-limits.ts";
import type { RunTimes } from "../../store/run-times.ts";
import type { Expiry } from "../garbage/expire.ts";

export interface RunSettings {
  readonly times: RunTimes;
  /** The labels that grouping keys may have by some grant. */
  readonly trackedLabels: ReadonlySet<string>;
  readonly expiry: Expiry;
  /** `off`: foreign groups are only reported. `force`: they are deleted even if they are more than half of all. */
  readonly heal: "off" | "on" | "force";
  readonly limits: StandingLimits;
  /** Whether the run writes the group with the proxy's own metrics. */
  readonly ownGroup: "off" | "on";
}
