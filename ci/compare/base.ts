import type { MeasuredSeries } from "./series.ts";

/** The base of a comparison. */
export type Base =
  | {
      readonly kind: "values";
      /** Its name in a table: usually a branch name, which is untrusted. */
      readonly title: string;
      readonly series: readonly MeasuredSeries[];
    }
  /** There is nothing to compare with. */
  | {
      readonly kind: "absent";
      readonly title: string;
      /** Why, as the rest of a sentence. */
      readonly reason: string;
    };
