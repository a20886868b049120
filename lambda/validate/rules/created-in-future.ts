import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";
import { isInFuture, showTimestamp } from "../timestamps.ts";

export const createdInFuture = {
  code: "created-in-future",
  severity: "error",
  isRelaxable: true,
  requirement: "the created timestamp of a series is at most ten minutes in the future",
  reason:
    "Prometheus ignores a created timestamp that is later than the sample, so increase() misses the start",
  source: "prometheus/prometheus storage/interface.go, ErrSTNewerThanSample; scrape/scrape.go, maxAheadTime",
  fix: "Set the clock of the machine that pushes.",
  good: `# TYPE runs counter\nruns_total 3\nruns_created 1700000000.5\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3\nruns_created 99999999999\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectCreated(created, { name }, { at }, report, { nowMs }) {
    if (isInFuture(created, nowMs)) {
      report(
        at,
        name,
        () =>
          `a series of ${quote(name)} was created at ${showTimestamp(created)}, which is in the future; expected the time at which it began to count`,
      );
    }
  },
} satisfies Rule;
