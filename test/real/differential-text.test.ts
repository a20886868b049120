import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { describeDifferential } from "../support/differential.ts";
import { mutatedPayloads } from "../support/mutated-payloads.ts";

/** The codes where the proxy is stricter than the Pushgateway's own parser and check, with the reasons. */
const STRICTER: ReadonlyMap<string, string> = new Map([
  // It breaks the scrape, or forges metrics of others.
  ["metric-name-reserved", "up, scrape_… and the push times would be taken for another's"],
  ["bucket-repeated", "equal bounds written differently are duplicate samples to Prometheus"],
  ["quantile-repeated", "equal quantiles written differently are duplicate samples to Prometheus"],
  ["name-collision", "a gauge histogram owns its suffixes, too, which the check does not know"],
  // The Pushgateway loses something silently.
  ["bucket-without-le", "the bucket is dropped"],
  ["bucket-bound-invalid", "the bound NaN is dropped"],
  ["quantile-missing", "the sample is dropped"],
  ["quantile-invalid", "the quantile NaN is dropped"],
  ["sample-out-of-place", "the sample is dropped"],
  ["label-misplaced", "the label is dropped"],
  ["label-repeated", "of two bounds or quantiles on a sum or count both are dropped"],
  ["series-repeated", "of two sums or counts the last one is kept"],
  ["count-invalid", "counts of summaries are cut to whole numbers, NaN and Inf become anything"],
  // The meaning is not clear.
  ["metric-name-missing", "quoted names, and labels without a name"],
  ["comment-name-invalid", "quoted names"],
  ["metric-name-expected", "quoted names"],
  ["label-name-expected", "quoted names"],
  ["label-equals-expected", "a name that runs into a quoted one, which alone is kept"],
  ["metric-name-unfinished", "a name that runs into its value"],
  ["type-unknown", "backslashes in a type are skipped"],
  ["newlines-lost", "a payload of one line that is a comment"],
  // It violates the definition of the type. proxy.yaml can relax these.
  ["bucket-infinite-missing", "a histogram without +Inf"],
  ["bucket-not-cumulative", "buckets that fall"],
  ["bucket-count-mismatch", "a count that is not the +Inf bucket"],
  ["counter-value-invalid", "negative counters"],
  ["quantile-out-of-range", "quantiles beyond 0 and 1"],
  ["help-after-samples", "HELP after samples"],
]);

/** What the proxy accepts and the Pushgateway does not. */
const TOLERATED = new Set([
  "carriage-returns",
  "trailing-blanks",
  "byte-order-mark",
  "final-newline-missing",
  "type-unknown-as-untyped",
]);

describeDifferential({
  format: "text",
  contentType: "text/plain",
  decode: decodeText,
  payloads: mutatedPayloads().map((payload) => Buffer.from(payload)),
  stricter: STRICTER,
  tolerated: TOLERATED,
  keepsEmptyFamilies: false,
  runs: { short: 2_000, full: 20_000 },
});
