import { preferenceOf } from "./preference.ts";
import { identify, type MeasuredSeries, type SeriesName } from "./series.ts";
import { type CiUnit, unitOf } from "./unit.ts";

export type ChangeKind = "worse" | "better" | "changed" | "new" | "removed" | "equal";

/** One row of a comparison. */
export interface Comparison extends SeriesName {
  readonly unit: CiUnit;
  /** Undefined when the base does not have it. */
  readonly before: number | undefined;
  /** Undefined when this run does not have it. */
  readonly now: number | undefined;
  readonly verdict: ChangeKind;
}

/**
 * Compares the values of this run with those of the base. Rows are sorted by verdict, most urgent first, then by name.
 */
export const compare = (
  now: readonly MeasuredSeries[],
  before: readonly MeasuredSeries[],
): readonly Comparison[] => {
  const old = new Map(before.map((series) => [identify(series), series]));
  const current = new Set(now.map(identify));
  const rows = [
    ...now.map((series) => toComparison(series, old.get(identify(series))?.value, series.value)),
    ...before
      .filter((series) => !current.has(identify(series)))
      .map((series) => toComparison(series, series.value, undefined)),
  ];
  return rows.sort(
    (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || (identify(a) < identify(b) ? -1 : 1),
  );
};

const ORDER: readonly ChangeKind[] = ["worse", "better", "changed", "new", "removed", "equal"];

const toComparison = (
  series: SeriesName,
  before: number | undefined,
  now: number | undefined,
): Comparison => ({
  name: series.name,
  labels: series.labels,
  unit: unitOf(series.name),
  before,
  now,
  verdict: judge(series, before, now),
});

const judge = (series: SeriesName, before: number | undefined, now: number | undefined): ChangeKind => {
  if (before === undefined) {
    return "new";
  }
  if (now === undefined) {
    return "removed";
  }
  if (Object.is(before, now) || Math.abs(now - before) <= toleranceOf(series.name, before)) {
    return "equal";
  }
  const preference = preferenceOf(series);
  if (preference === "none" || Number.isNaN(now - before)) {
    return "changed";
  }
  return now < before === (preference === "less") ? "better" : "worse";
};

/** Durations vary from run to run on the same commit. */
const DURATION_TOLERANCE = 0.1;

/** The APIs of CI systems give times in whole seconds, so the difference of two of them can be wrong by one. */
const API_RESOLUTION_SECONDS = 1;

const toleranceOf = (name: string, before: number): number => {
  if (unitOf(name) !== "seconds") {
    return 0;
  }
  const share = Math.abs(before) * DURATION_TOLERANCE;
  return name.startsWith("cicd_") ? Math.max(share, API_RESOLUTION_SECONDS) : share;
};
