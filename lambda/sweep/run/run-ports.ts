import type { Destination } from "../../destinations/destination.ts";
import type { Clock } from "../../model/clock.ts";
import type { StandingLimits } from "../../store/limits/standing-limits.ts";
import type { RunTimes } from "../../store/run-times.ts";
import type { Store } from "../../store/store.ts";
import type { Expiry } from "../garbage/expire.ts";
import type { ReadScrapePage } from "../health/scrape-health.ts";
import type { PushgatewayReader } from "../scan/seen-group.ts";
import type { RunReport } from "./run-report.ts";

export interface RunPorts {
  readonly store: Store;
  readonly reader: PushgatewayReader;
  readonly readPage: ReadScrapePage;
  readonly destination: Destination;
  readonly now: Clock;
  /** Different for every write of every process. */
  readonly createId: () => string;
  /** Waits longer the more tries have failed (1, 2 ...). */
  readonly backOff: (attempt: number) => Promise<void>;
}

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

/** The parts of a report that a kind of run has. The other parts get the values of a run that found nothing. */
export type RunFacts = Partial<RunReport> & Pick<RunReport, "outcome">;
