import { quote } from "../../model/issue.ts";
import { showNumber } from "../../model/printable.ts";
import type { Rule } from "../rule.ts";

export const counterValueInvalid = {
  code: "counter-value-invalid",
  severity: "error",
  isRelaxable: true,
  requirement: "a counter is a number that is not negative",
  reason: "rate() and increase() treat every decrease as a counter reset, so their results would be wrong",
  source: "https://prometheus.io/docs/concepts/metric_types/#counter",
  fix: "Push a number that is not negative, or make the metric a gauge.",
  good: `# TYPE requests_total counter\nrequests_total 3`,
  bad: `# TYPE requests_total counter\nrequests_total -3`,
  inspectCounters(family, _push, report) {
    for (const { value, at } of family.metrics) {
      if (!(value >= 0)) {
        report(
          at,
          family.name,
          () =>
            `the counter ${quote(family.name)} is ${showNumber(value)}; a counter is a number that is not negative: push a gauge if it can fall`,
        );
      }
    }
  },
} satisfies Rule;
