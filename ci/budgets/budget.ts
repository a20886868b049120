import type { MeasuredSeries } from "../compare/series.ts";

/** The allowed values of a metric. */
export interface Budget {
  readonly name: string;
  /** Every series of the name with these labels is judged. */
  readonly labels: MeasuredSeries["labels"];
  readonly bound: Bound;
  /** What an exceeded budget does to the build. */
  readonly severity: "fail" | "warn";
  /** As it was written. */
  readonly text: string;
}

export type Bound =
  | { readonly kind: "at-most" | "at-least"; readonly value: number }
  /**
   * `change` is a share of the base's value if it is relative, else an amount. Its sign tells the direction of the
   * bound.
   */
  | { readonly kind: "change"; readonly change: number; readonly isShare: boolean };
