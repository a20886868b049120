import type { LabelSet } from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { quote } from "../../model/issue.ts";
import { findRepeatedSeries } from "../repeated-series.ts";
import type { Rule } from "../rule.ts";

/** Series are compared without the labels that the grouping key overwrites. */
export const seriesRepeated = {
  code: "series-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a push has each series once, after the grouping key has replaced labels of the same name",
  reason: "with equal series the Pushgateway answers every scrape with an error (500)",
  source: "https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels",
  fix: "Keep one of the series, or give each a label value that differs. A label with an empty value counts as missing.",
  good: `# PUT /metrics/job/backup/instance/a\nruns_total{disk="1"} 1\nruns_total{disk="2"} 1`,
  bad: `# PUT /metrics/job/backup/instance/a\nruns_total{instance="x"} 1\nruns_total{instance="y"} 1`,
  describe: ({ found }) =>
    `the series ${quote(found!)} is in the payload twice with the same labels; keep one`,
  inspectFamily(family, { key }, report) {
    findRepeatedSeries(
      family.metrics,
      (name) => key.get(name) !== undefined,
      ({ labels, at }) => report(at, family.name, () => describeRepetition(family.name, labels, key)),
    );
  },
} satisfies Rule;

const describeRepetition = (family: string, labels: LabelSet, key: GroupingKey): string => {
  const overwritten = labels.names.filter((name) => key.get(name) !== undefined);
  const cause =
    overwritten.length === 0
      ? "is in the payload twice"
      : `is in the payload twice once the grouping key has overwritten ${overwritten.map(quote).join(", ")}`;
  return `the series ${quote(showSeries(family, labels))} ${cause}; keep one, or give it a label that differs`;
};

const showSeries = (family: string, { names, values }: LabelSet): string =>
  names.length === 0 ? family : `${family}{${names.map((name, i) => `${name}="${values[i]}"`).join(",")}}`;
