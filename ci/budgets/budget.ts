import type { MeasuredSeries } from "../compare/series.ts";

/** What a metric may be. */
export interface Budget {
  readonly name: string;
  /** Every series of the name that has these labels is judged. */
  readonly labels: MeasuredSeries["labels"];
  readonly bound: Bound;
  /** What an exceeded budget does to the build. */
  readonly severity: "fail" | "warn";
  /** As it was written. */
  readonly text: string;
}

export type Bound =
  | { readonly kind: "at-most" | "at-least"; readonly value: number }
  /** `change` is a share of the base's value when it is relative, else an amount. Its sign says which way it bounds. */
  | { readonly kind: "change"; readonly change: number; readonly isShare: boolean };
