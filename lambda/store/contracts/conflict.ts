import type { MetricType } from "../../model/exposition.ts";
import type { Side } from "../items.ts";

/** Why a push does not fit the stored groups. It does not name the first claimant. */
export type Conflict = TypeConflict | PlacementConflict;

export interface TypeConflict {
  readonly kind: "type";
  readonly name: string;
  readonly family: string;
  readonly wanted: MetricType;
  /** The existing meaning of the name, and the family that owns it. */
  readonly existing: MetricType;
  readonly owner: string;
  /**
   * `held`: other pushes caused it. `reserved`: the Pushgateway itself owns the name, so no push can have it. `full`:
   * there are too many names that differ only in `_bucket`, `_count` and `_sum`; then `existing` is what is wanted.
   */
  readonly reason: "held" | "reserved" | "full";
}

export interface PlacementConflict {
  readonly kind: "placement";
  readonly family: string;
  readonly label: string;
  readonly value: string;
  readonly wanted: Side;
  /** `full`: bodies list the most values. `job-full`: all families of the job together do. */
  readonly reason: "on-other-side" | "full" | "job-full";
}
