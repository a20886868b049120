import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";
import { isTimestampSince1970, showTimestamp } from "../timestamps.ts";

export const exemplarTimestampInvalid = {
  code: "exemplar-timestamp-invalid",
  severity: "error",
  isRelaxable: false,
  requirement: "the timestamp of an exemplar is in the years 1970 to 9999, with nanoseconds below one second",
  reason: "other numbers are not times, and Prometheus drops an exemplar from before 1970 silently",
  source: "https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp; tried on Prometheus 3.16",
  fix: "Push seconds since 1970-01-01 UTC; milliseconds are divided by 1000.",
  good: `# TYPE runs counter\nruns_total 3 # {trace_id="1"} 1 1700000000.5\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3 # {trace_id="1"} 1 1700000000500\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectExemplar({ timestamp }, { name }, { at }, report) {
    if (timestamp !== undefined && !isTimestampSince1970(timestamp)) {
      report(
        at,
        name,
        () =>
          `an exemplar of ${quote(name)} has the timestamp ${showTimestamp(timestamp)}; expected seconds since 1970, up to the year 9999, with nanoseconds from 0 to 999999999`,
      );
    }
  },
} satisfies Rule;
