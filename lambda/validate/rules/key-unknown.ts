import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const keyUnknown = {
  code: "key-unknown",
  severity: "error",
  isRelaxable: false,
  requirement: "objects in JSON have only the documented keys",
  reason: "the value of an unknown key, perhaps a misspelt one, would be lost silently",
  source: "https://github.com/prometheus/pushgateway#query-api (the shape of /api/v1/metrics)",
  fix: "Correct or remove the key.",
  good: `[{"name":"a","type":"gauge","metrics":[{"labels":{"b":"c"},"value":1}]}]`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"label":{"b":"c"},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => `the key ${quote(found!)} is not known here; correct or remove it`,
} satisfies Rule;
