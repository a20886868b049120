import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const labelOverwritten = {
  code: "label-overwritten",
  severity: "warning",
  isRelaxable: true,
  requirement: "no series has a label of the grouping key",
  reason: "the grouping key overwrites it: the value in the body is lost",
  source: "https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels",
  fix: "Leave the label out of the payload, or rename it.",
  good: `# PUT /metrics/job/backup/instance/a\nruns_total{disk="1"} 1`,
  bad: `# PUT /metrics/job/backup/instance/a\nruns_total{instance="b"} 1`,
  inspectShapes(shapes, family, { key }, report) {
    let reported: string | undefined;
    for (const { names, at } of shapes) {
      for (const name of names) {
        if (key.get(name) !== undefined && name !== reported) {
          reported = name;
          report(
            at,
            family.name,
            () =>
              `the label ${quote(name)} of ${quote(family.name)} is overwritten by the grouping key; leave it out`,
          );
        }
      }
    }
  },
} satisfies Rule;
