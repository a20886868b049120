import { quote } from "../../model/issue.ts";
import { forEachShape } from "../label-shapes.ts";
import type { Rule } from "../rule.ts";

export const lintLabelReserved: Rule = {
  code: "lint-label-reserved",
  severity: "warning",
  isRelaxable: true,
  requirement: "the labels le and quantile are left to histograms and summaries",
  reason: "a reader takes such a series for a bucket or a quantile",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  good: `# TYPE disk_usage_bytes gauge\ndisk_usage_bytes{limit="5"} 3`,
  bad: `# TYPE disk_usage_bytes gauge\ndisk_usage_bytes{le="5"} 3`,
  inspectFamily(family, _push, report) {
    if (family.type === "untyped") {
      return;
    }
    const reported = new Set<string>();
    forEachShape(family, (names, at) => {
      for (const name of names) {
        if ((name === "le" || name === "quantile") && !reported.has(name)) {
          reported.add(name);
          report(
            at,
            family.name,
            () =>
              `the ${family.type} ${quote(family.name)} has the label ${quote(name)}, which is for ${name === "le" ? "histograms" : "summaries"}; rename it`,
          );
        }
      }
    });
  },
};
