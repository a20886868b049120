import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";
import { isInFuture, showTimestamp } from "../timestamps.ts";

export const exemplarInFuture = {
  code: "exemplar-in-future",
  severity: "error",
  isRelaxable: true,
  requirement: "the timestamp of an exemplar is at most ten minutes in the future",
  reason:
    "Prometheus stores exemplars in the order of their timestamps, and would drop all later ones until that time",
  source: "prometheus/prometheus tsdb/exemplar.go, ErrOutOfOrderExemplar; scrape/scrape.go, maxAheadTime",
  fix: "Set the clock of the machine that pushes, or leave the timestamp out.",
  good: `# TYPE runs counter\nruns_total 3 # {trace_id="1"} 1 1700000000.5\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3 # {trace_id="1"} 1 99999999999\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectExemplar({ timestamp }, { name }, { at }, report, { nowMs }) {
    if (timestamp !== undefined && isInFuture(timestamp, nowMs)) {
      report(
        at,
        name,
        () =>
          `an exemplar of ${quote(name)} has the timestamp ${showTimestamp(timestamp)}, which is in the future; expected the time of its observation`,
      );
    }
  },
} satisfies Rule;
