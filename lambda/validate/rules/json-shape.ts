import type { Rule } from "../rule.ts";

export const jsonShape = {
  code: "json-shape",
  severity: "error",
  isRelaxable: false,
  requirement: "JSON is a list of families, or an object of names and numbers",
  reason: "JSON with another shape cannot be read as metrics",
  source: "https://github.com/prometheus/pushgateway#query-api (the shape of /api/v1/metrics)",
  fix: "Send a list of families as in openapi.yaml, or an object of metric names and numbers.",
  good: `{"build_duration_seconds": 42.5}`,
  bad: `[{"name":"a","type":"gauge","metrics":[{"labels":{"b":1},"value":1}]}]`,
  exampleFormat: "json",
  describe: ({ found }) => found!,
} satisfies Rule;
