import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const timestampPresent = {
  code: "timestamp-present",
  severity: "error",
  isRelaxable: false,
  requirement: "no sample has a timestamp",
  reason:
    "a pushed series is scraped many times. With a fixed timestamp it would disappear from queries after five minutes",
  source: "https://github.com/prometheus/pushgateway#about-timestamps",
  fix: "Leave the timestamp out, and push the time as a separate gauge if it matters.",
  good: `# TYPE last_success_timestamp_seconds gauge\nlast_success_timestamp_seconds 1.7e9`,
  bad: `last_success 1 1700000000000`,
  describe: ({ found }) =>
    `the sample has the timestamp ${quote(found!)}; pushed samples must not have one, because they are scraped long after the push; leave it out, and push the time as a separate metric if it matters`,
} satisfies Rule;
