import { showNumber } from "../../lambda/model/printable.ts";
import { suggest } from "../../lambda/model/suggestion.ts";
import type { Base } from "../compare/base.ts";
import { identify, type MeasuredSeries, printSeries } from "../compare/series.ts";
import { type CiUnit, showAmount, showDifference, unitOf } from "../compare/unit.ts";
import type { Bound, Budget } from "./budget.ts";

/** The result of a budget for one series. */
export interface Judgement {
  readonly budget: Budget;
  /** `missing`: there is no such metric. `open`: there is nothing to compare with. */
  readonly verdict: "met" | "exceeded" | "missing" | "open";
  /** One sentence, without a full stop. */
  readonly sentence: string;
}

/** Judges every budget for every series that it names. A base that was not requested is undefined. */
export const judgeBudgets = (
  budgets: readonly Budget[],
  now: readonly MeasuredSeries[],
  base: Base | undefined,
): readonly Judgement[] =>
  budgets.flatMap((budget) => {
    const named = now.filter((series) => isNamed(budget, series));
    return named.length === 0
      ? [toMissing(budget, now)]
      : named.map((series) => judgeSeries(budget, series, base));
  });

/** Whether the build fails. */
export const isFatal = ({ verdict, budget }: Judgement): boolean =>
  budget.severity === "fail" && (verdict === "exceeded" || verdict === "missing");

/** Whether the budget is for the series. */
export const isNamed = (budget: Budget, { name, labels }: MeasuredSeries): boolean =>
  name === budget.name && Object.entries(budget.labels).every(([label, value]) => labels[label] === value);

const toMissing = (budget: Budget, now: readonly MeasuredSeries[]): Judgement => {
  const same = now.filter(({ name }) => name === budget.name);
  const values = new Set(Object.values(budget.labels));
  const renamed = same.find(({ labels }) => Object.values(labels).some((value) => values.has(value)));
  const names = same.length > 0 ? [] : [...new Set(now.map(({ name }) => name))];
  const near = renamed === undefined ? suggest(budget.name, names) : printSeries(renamed);
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  return {
    budget,
    verdict: "missing",
    sentence: `there is a budget for ${printSeries(budget)}, and this run has no such metric${advice}`,
  };
};

const judgeSeries = (budget: Budget, series: MeasuredSeries, base: Base | undefined): Judgement => {
  const limit = findLimit(budget.bound, series, base);
  if (limit.kind === "open") {
    return {
      budget,
      verdict: "open",
      sentence: `the budget of ${printSeries(series)} was not judged, because ${limit.reason}`,
    };
  }
  const isMet = limit.kind === "at-most" ? series.value <= limit.value : series.value >= limit.value;
  return {
    budget,
    verdict: isMet ? "met" : "exceeded",
    sentence: describe(series, limit, isMet),
  };
};

type Limit =
  | {
      readonly kind: "at-most" | "at-least";
      readonly value: number;
      /** The source of the bound; empty if the budget contains it. */
      readonly origin: string;
    }
  | { readonly kind: "open"; readonly reason: string };

const findLimit = (bound: Bound, series: MeasuredSeries, base: Base | undefined): Limit => {
  if (bound.kind !== "change") {
    return { ...bound, origin: "" };
  }
  if (base === undefined) {
    return { kind: "open", reason: "it is relative, and nothing to compare with is named (compare)" };
  }
  if (base.kind === "absent") {
    return { kind: "open", reason: base.reason };
  }
  const before = base.series.find((other) => identify(other) === identify(series))?.value;
  if (before === undefined) {
    return { kind: "open", reason: `${base.title} does not have this metric yet` };
  }
  const unit = unitOf(series.name);
  return {
    kind: bound.change < 0 || Object.is(bound.change, -0) ? "at-least" : "at-most",
    value: before + (bound.isShare ? Math.abs(before) * bound.change : bound.change),
    origin: ` (${showAmount(before, unit)} on ${base.title}, ${showChange(bound, unit)})`,
  };
};

const showChange = ({ change, isShare }: Bound & { readonly kind: "change" }, unit: CiUnit): string =>
  isShare ? `${showDifference(change * 100, "count")} %` : showDifference(change, unit);

const describe = (
  series: MeasuredSeries,
  { kind, value, origin }: Limit & { readonly kind: "at-most" | "at-least" },
  isMet: boolean,
): string => {
  const [is, limit] = showApart(series.value, value, unitOf(series.name));
  const side = kind === "at-most" ? (isMet ? "within" : "over") : isMet ? "not under" : "under";
  const bound = kind === "at-most" ? "at most" : "at least";
  return `${printSeries(series)} is ${is}, ${side} its budget of ${bound} ${limit}${origin}`;
};

/** Two amounts, with all their digits if they would otherwise look the same. */
const showApart = (one: number, other: number, unit: CiUnit): readonly [string, string] => {
  const [a, b] = [showAmount(one, unit), showAmount(other, unit)];
  return a === b && one !== other ? [showNumber(one), showNumber(other)] : [a, b];
};
