import type { MeasuredSeries } from "./series.ts";

/** What a run is compared with. */
export type Base =
  | {
      readonly kind: "values";
      /** What to call it in a table: mostly the name of a branch, which somebody else has chosen. */
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
