import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const createdMisplaced = {
  code: "created-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "a created timestamp belongs to a counter, a histogram or a summary that is in the payload",
  reason: "the formats that Prometheus scrapes have created timestamps only there. Others would be lost",
  source: "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#counter-1",
  fix: "Push the sample with the same labels, or leave the created timestamp out.",
  good: `# TYPE runs counter\nruns_total{queue="a"} 3\nruns_created{queue="a"} 1700000000.5\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total{queue="a"} 3\nruns_created{queue="b"} 1700000000.5\n# EOF\n`,
  exampleFormat: "openmetrics",
  describe: ({ family }) =>
    `${quote(family)} has a created timestamp, but no counter, histogram or summary with the same labels; push that sample, too, or leave the timestamp out`,
} satisfies Rule;
