import { quote } from "../../model/issue.ts";
import { forEachShape } from "../label-shapes.ts";
import type { Rule } from "../rule.ts";

export const lintCamelCase: Rule = {
  code: "lint-camel-case",
  severity: "warning",
  isRelaxable: true,
  requirement: "names of metrics and labels are in snake_case",
  reason: "all other metrics are, and names are case-sensitive",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  good: `queue_length{queue_name="a"} 3`,
  bad: `queueLength{queueName="a"} 3`,
  inspectFamily(family, _push, report) {
    if (CAMEL_CASE.test(family.name)) {
      report(
        family.at,
        family.name,
        () => `the name ${quote(family.name)} is in camelCase; write it in snake_case`,
      );
    }
    const reported = new Set<string>();
    forEachShape(family, (names, at) => {
      for (const name of names) {
        if (CAMEL_CASE.test(name) && !reported.has(name)) {
          reported.add(name);
          report(
            at,
            family.name,
            () => `the label ${quote(name)} of ${quote(family.name)} is in camelCase; write it in snake_case`,
          );
        }
      }
    });
  },
};

const CAMEL_CASE = /[a-z][A-Z]/;
