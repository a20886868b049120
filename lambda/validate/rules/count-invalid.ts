import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

/** Counts of summaries must be whole. Counts of a float histogram can have fractions. */
export const countInvalid = {
  code: "count-invalid",
  severity: "error",
  isRelaxable: false,
  requirement:
    "counts of histograms and buckets are finite numbers that are not negative. Counts of summaries are also whole and below 2^64",
  reason:
    "the Pushgateway refuses a negative count of a histogram, and turns the count of a summary into another whole number",
  source: "prometheus/common expfmt/text_parse.go, readingValue",
  fix: "Push counts as whole numbers that are not negative.",
  good: `# TYPE s summary\ns_sum 1.5\ns_count 2`,
  bad: `# TYPE s summary\ns_sum 1.5\ns_count 1.5`,
  inspectHistograms(family, _push, report) {
    for (const { buckets, count, at, countAt = at } of family.metrics) {
      for (const bucket of buckets) {
        if (!isCount(bucket.cumulativeCount)) {
          report(
            bucket.at,
            family.name,
            () =>
              `the bucket up to ${showNumber(bucket.upperBound)} of the histogram ${quote(family.name)} counts ${showNumber(bucket.cumulativeCount)}; expected a finite number that is not negative`,
          );
        }
      }
      if (count !== undefined && !isCount(count)) {
        report(
          countAt,
          family.name,
          () =>
            `the count of the histogram ${quote(family.name)} is ${showNumber(count)}; expected a finite number that is not negative`,
        );
      }
    }
  },
  inspectSummaries(family, _push, report) {
    for (const { count, at, countAt = at } of family.metrics) {
      if (count !== undefined && !isWholeCount(count)) {
        report(
          countAt,
          family.name,
          () =>
            `the count of the summary ${quote(family.name)} is ${showNumber(count)}; expected a whole number from 0 to below 2^64`,
        );
      }
    }
  },
} satisfies Rule;

const isCount = (count: number): boolean => count >= 0 && count < Number.POSITIVE_INFINITY;

/** The Pushgateway keeps the count of a summary in 64 bits. */
const isWholeCount = (count: number): boolean => Number.isInteger(count) && count >= 0 && count < 2 ** 64;
