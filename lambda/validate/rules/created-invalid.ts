import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";
import { isTimestamp, showTimestamp } from "../timestamps.ts";

export const createdInvalid = {
  code: "created-invalid",
  severity: "error",
  isRelaxable: false,
  requirement:
    "the created timestamp of a series is in the years 1 to 9999, with nanoseconds below one second",
  reason: "other numbers are not times, and readers convert them differently",
  source: "https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp",
  fix: "Push seconds since 1970-01-01 UTC; milliseconds are divided by 1000.",
  good: `# TYPE runs counter\nruns_total 3\nruns_created 1700000000.5\n# EOF\n`,
  bad: `# TYPE runs counter\nruns_total 3\nruns_created 1700000000500\n# EOF\n`,
  exampleFormat: "openmetrics",
  inspectCreated(created, { name }, { at }, report) {
    if (!isTimestamp(created)) {
      report(
        at,
        name,
        () =>
          `a series of ${quote(name)} was created at ${showTimestamp(created)}; expected seconds since 1970 in the years 1 to 9999, with nanoseconds from 0 to 999999999`,
      );
    }
  },
} satisfies Rule;
