import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import type { Decoder } from "../../../lambda/decode/decoder.ts";
import { decodeJson } from "../../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { toRulesPage } from "../../../scripts/docs/rules-page.ts";
import { toDecodedPush } from "../../support/decoded-pushes.ts";
import { keyOfExample } from "../../support/rule-examples.ts";

/** What each rule says of its bad example. */
const WORDS: readonly (readonly [code: string, details: readonly string[]])[] = [
  [
    "job-reserved",
    ['the job "pushgateway" is that of the Pushgateway\'s own scrape; push under another job'],
  ],
  [
    "metric-name-invalid",
    [
      '"build.duration.seconds" is not a metric name; a name is letters, digits, _ and :, does not start with a digit and is not empty',
    ],
  ],
  [
    "metric-name-reserved",
    [
      'the name "up" is reserved for what the Pushgateway or Prometheus writes itself; give the metric a prefix of its own',
    ],
  ],
  [
    "label-name-invalid",
    [
      '"disk.name" is not a label name; a name is letters, digits and _, does not start with a digit and is not empty',
    ],
  ],
  [
    "label-name-reserved",
    ['the label "__address__" is reserved: names that start with __ are Prometheus\'s own; rename the label'],
  ],
  ["label-repeated", ['the label "b" is in one series twice; keep one of them']],
  ["label-misplaced", ['the label "le" is for the buckets of a histogram only; rename or remove it here']],
  [
    "text-not-unicode",
    [
      "a HELP text has half of a surrogate pair, which is no character; write the character itself or both halves",
    ],
  ],
  [
    "type-unknown",
    [
      'the type "info" is not known; expected counter, gauge, summary, histogram, gaugehistogram or untyped (types of OpenMetrics need Content-Type: application/openmetrics-text)',
    ],
  ],
  ["type-repeated", ['the TYPE "gauge" is the second one for "a"; keep one']],
  ["type-after-samples", ['the TYPE "counter" comes after samples of "a"; move it before the first one']],
  ["help-repeated", ['the HELP "What a is not." is the second one for "a"; keep one']],
  ["help-after-samples", ['the HELP "What a is." comes after samples of "a"; move it before the first one']],
  ["key-unknown", ['the key "label" is not known here; correct or remove it']],
  ["key-repeated", ['the key "builds_failed" is in one object twice; keep one of them']],
  ["json-shape", ['expected a text as the value of the label "b", got the number 1']],
  ["family-repeated", ['the family "a" is in the payload twice; put its metrics into one']],
  [
    "name-collision",
    [
      'the family "h_count" has a name that the histogram or summary "h" exposes (histograms own _bucket, _sum and _count, summaries _sum and _count); rename one of them',
    ],
  ],
  [
    "series-repeated",
    [
      'the series "runs_total{instance=\\"y\\"}" is in the payload twice once the grouping key has overwritten "instance"; keep one, or give it a label of its own',
    ],
  ],
  [
    "timestamp-present",
    [
      'the sample has the timestamp "1700000000000"; pushed samples have none, because they are scraped long after: leave it out, and push the time as a metric of its own if it matters',
    ],
  ],
  [
    "counter-value-invalid",
    [
      'the counter "requests_total" is -3; a counter is a number that is not negative: push a gauge if it can fall',
    ],
  ],
  ["count-invalid", ['the count of the summary "s" is 1.5; expected a whole number from 0 to below 2^64']],
  [
    "sample-out-of-place",
    [
      'the histogram "h" has a sample named "h"; expected _bucket, _sum or _count after the name: rename it, or give the metric another TYPE',
    ],
  ],
  [
    "sample-suffix-missing",
    [
      'the sample "jobs" has the name of its family; name it as its type has it: _total for a counter, _info for info, _bucket, _count and _sum for a histogram, _bucket, _gcount and _gsum for a gauge histogram',
    ],
  ],
  [
    "bucket-without-le",
    ['a bucket of the histogram "h" has no label "le"; add its upper bound, as in le="0.5"'],
  ],
  [
    "bucket-bound-invalid",
    ['the upper bound "half" of a bucket is not a number; expected one such as 0.5 or +Inf'],
  ],
  [
    "bucket-repeated",
    [
      'the histogram "h" has two buckets with the upper bound 1 (bounds are compared as numbers: "1" is "1.0"); keep one',
    ],
  ],
  [
    "bucket-not-cumulative",
    [
      'the bucket up to +Inf of the histogram "h" counts 2, less than the 3 of the one below it; buckets are cumulative: count everything at or below the bound',
    ],
  ],
  [
    "bucket-infinite-missing",
    ['the histogram "h" has no bucket with le="+Inf"; add it with the count of all observations'],
  ],
  [
    "bucket-count-mismatch",
    [
      'the bucket up to +Inf of the histogram "h" counts 5, but its _count is 4; the +Inf bucket and _count are the same number',
    ],
  ],
  [
    "quantile-missing",
    [
      'a sample of the summary "s" has no label "quantile"; add it, as in quantile="0.5", or give the metric another TYPE',
    ],
  ],
  ["quantile-invalid", ['the quantile "median" is not a number; expected one from 0 to 1, such as 0.5']],
  [
    "quantile-out-of-range",
    ['the quantile 99 of the summary "s" does not lie in 0 to 1; write the 99th percentile as 0.99'],
  ],
  [
    "quantile-repeated",
    ['the summary "s" has the quantile 0.5 twice (quantiles are compared as numbers); keep one'],
  ],
  [
    "label-overwritten",
    ['the label "instance" of "runs_total" is overwritten by the grouping key; leave it out'],
  ],
  ["sum-or-count-missing", ['the summary "s" has no _sum here; it is exposed as if it had one']],
  ["lint-help-missing", ['"queue_length" has no HELP text; say in one what it measures']],
  ["lint-counter-total", ['the counter "runs" should have the suffix _total']],
  [
    "lint-unit-not-base",
    ['the name "backup_duration_minutes" has the unit minutes; the base unit seconds is better'],
  ],
  [
    "lint-unit-abbreviated",
    ['the name "backup_duration_ms" has the abbreviated unit "ms"; write the unit out'],
  ],
  [
    "lint-suffix-reserved",
    ['the name "job_count" of a gauge ends in _count, which is for histograms and summaries; choose another'],
  ],
  ["lint-label-reserved", ['the label "le" of a gauge is for histograms; rename it']],
  ["lint-type-in-name", ['the name "queue_length_gauge" says the type gauge; leave it out of the name']],
  [
    "lint-colon-in-name",
    ['the name "app:requests_total" has a colon, which is for recording rules; write _ instead'],
  ],
  [
    "lint-camel-case",
    [
      'the name "queueLength" is in camelCase; write it in snake_case',
      'the label "queueName" is in camelCase; write it in snake_case',
    ],
  ],
];

/** Their examples are fields of protobuf, in words. */
const IN_PROTOBUF = ["native-histogram", "value-of-wrong-type"];

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway" });

const DECODERS: Readonly<Record<"text" | "openmetrics" | "json", Decoder>> = {
  text: decodeText,
  openmetrics: decodeOpenMetrics,
  json: (bytes) => decodeJson(bytes, parseJsonBody),
};

const detailsOf = (code: string): readonly string[] => {
  const { bad, exampleFormat: format = "text" } = RULES.find((rule) => rule.code === code)!;
  const decoded = DECODERS[format as "text"](Buffer.from(bad));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.error.issues));
  const result = validate(toDecodedPush(decoded.value, { key: keyOfExample(bad), format }));
  const issues = result.ok ? result.value.exposition.warnings : result.error.issues;
  return issues.filter((issue) => issue.code === code).map(({ detail }) => detail);
};

describe("the words of a rule", () => {
  it("are known of every rule", () => {
    expect([...WORDS.map(([code]) => code), ...IN_PROTOBUF].sort()).toEqual(
      RULES.map(({ code }) => code).sort(),
    );
  });

  it.each(WORDS)("%s: say what was got, what was expected and how to mend it", (code, details) => {
    expect(detailsOf(code)).toEqual(details);
  });

  it("are those of the documentation", () => {
    expect(toRulesPage()).toBe(readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8"));
  });
});
