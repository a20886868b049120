import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const familyRepeated = {
  code: "family-repeated",
  severity: "error",
  isRelaxable: false,
  requirement: "a push has each family once",
  reason: "the Pushgateway keeps the last one and loses the others silently",
  source: "prometheus/pushgateway handler/push.go; tried on Pushgateway 1.11.3",
  fix: "Put all metrics of a name into one family.",
  good: `[{"name":"a","type":"gauge","metrics":[{"value":1},{"labels":{"b":"2"},"value":2}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"value":1}]},{"name":"a","type":"gauge","metrics":[{"value":2}]}]`,
  exampleFormat: "json",
  inspectPush(families, _push, report) {
    const seen = new Set<string>();
    for (const { name, at } of families) {
      if (seen.has(name)) {
        report(at, name, () => `the family ${quote(name)} is in the payload twice; put its metrics into one`);
      }
      seen.add(name);
    }
  },
} satisfies Rule;
