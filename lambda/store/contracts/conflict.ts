import type { MetricType } from "../../model/exposition.ts";
import type { Side } from "../items.ts";

/** Why a push does not fit what is there. Names nothing of who was first. */
export type Conflict = TypeConflict | PlacementConflict;

export interface TypeConflict {
  readonly kind: "type";
  readonly name: string;
  readonly family: string;
  readonly wanted: MetricType;
  /** What the name is, and the family that owns it. */
  readonly existing: MetricType;
  readonly owner: string;
  /**
   * `held`: other pushes made it so. `reserved`: the Pushgateway itself owns the name, which can never be had.
   * `full`: there are too many names that differ in `_bucket`, `_count` and `_sum` only; `existing` is what is wanted.
   */
  readonly reason: "held" | "reserved" | "full";
}

export interface PlacementConflict {
  readonly kind: "placement";
  readonly family: string;
  readonly label: string;
  readonly value: string;
  readonly wanted: Side;
  /** `full`: bodies list as many values as they may. `job-full`: all families of the job together do. */
  readonly reason: "on-other-side" | "full" | "job-full";
}
