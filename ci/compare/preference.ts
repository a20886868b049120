import type { SeriesName } from "./series.ts";
import { unitOf } from "./unit.ts";

/** The good direction of a metric: less, more, or neither. */
export type Preference = "less" | "more" | "none";

/**
 * The direction follows from the words of the name, and from the labels that name the kind of the counted things.
 * Smaller durations and sizes are better. A metric without such a word is compared, and its change is neither good nor
 * bad.
 */
export const preferenceOf = ({ name, labels }: SeriesName): Preference => {
  const unit = unitOf(name);
  if (unit === "seconds" || unit === "bytes") {
    return "less";
  }
  const words = [name, ...KIND_LABELS.flatMap((label) => labels[label] ?? [])].flatMap((text) =>
    text.toLowerCase().split(/[^a-z]+/),
  );
  if (words.some((word) => BETTER_WHEN_LESS.has(word))) {
    return "less";
  }
  return words.some((word) => BETTER_WHEN_MORE.has(word)) ? "more" : "none";
};

/** Labels whose values name the kind of the counted things. */
const KIND_LABELS = ["result", "status", "state", "outcome"];

const BETTER_WHEN_LESS: ReadonlySet<string> = new Set([
  ...["failure", "failures", "failed", "error", "errors", "errored", "broken"],
  ...["flaky", "flakes", "retries", "retried", "skipped", "timeouts", "cancelled"],
  ...["warning", "warnings", "issues", "violations", "vulnerabilities", "duplicates", "misses", "missed"],
]);

const BETTER_WHEN_MORE: ReadonlySet<string> = new Set([
  "coverage",
  "covered",
  "passed",
  "hit",
  "hits",
  "success",
]);
