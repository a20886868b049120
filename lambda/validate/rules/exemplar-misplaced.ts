import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const exemplarMisplaced = {
  code: "exemplar-misplaced",
  severity: "error",
  isRelaxable: false,
  requirement: "only counters, buckets and native histograms have exemplars",
  reason: "the formats that Prometheus scrapes have exemplars only there. Others would be lost",
  source:
    "https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md#exemplars; prometheus/client_model metrics.proto",
  fix: "Leave the exemplar out, or put it on the counter or the bucket.",
  good: `# TYPE runs counter\nruns_total 3 # {trace_id="1"} 1\n# EOF\n`,
  bad: `# TYPE queue_length gauge\nqueue_length 3 # {trace_id="1"} 1\n# EOF\n`,
  exampleFormat: "openmetrics",
  describe: ({ family }) => describeMisplaced(family),
  inspectExemplar(_exemplar, { name }, { at, isMisplaced }, report) {
    if (isMisplaced) {
      report(at, name, () => describeMisplaced(name));
    }
  },
} satisfies Rule;

const describeMisplaced = (name: string): string =>
  `${quote(name)} has an exemplar where none can be; expected it on a counter, on a bucket, or on a native histogram`;
