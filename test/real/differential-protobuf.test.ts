import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { describeDifferential, PROTOBUF } from "../support/differential.ts";
import { mutatedProtobuf } from "../support/mutated-protobuf.ts";

/** Where the proxy is stricter than the Pushgateway's own reading and check, and why. */
const STRICTER: ReadonlyMap<string, string> = new Map([
  // Takes the scrape down, or forges what is another's.
  [
    "metric-name-invalid",
    "a family without a name breaks the page, a name of any Unicode may become another's",
  ],
  ["label-name-invalid", "the labels a.b and a_b become one"],
  ["metric-name-reserved", "up, scrape_… and the push times would be taken for another's"],
  ["type-unknown", "a type that is not there breaks the page"],
  ["value-of-wrong-type", "a metric without the value of its type breaks the page"],
  ["not-utf8", "a HELP text that is not UTF-8 breaks the page"],
  ["bucket-repeated", "equal bounds written differently are duplicate samples to Prometheus"],
  ["quantile-repeated", "equal quantiles written differently are duplicate samples to Prometheus"],
  ["series-repeated", "a label without a value is no label to Prometheus"],
  ["label-repeated", "a label twice, of which one is empty"],
  ["name-collision", "a gauge histogram owns its suffixes, too, which the check does not know"],
  ["bucket-bound-invalid", "the bound NaN is a bucket that nothing can be in"],
  ["native-histogram", "a native histogram is dropped from the text page"],
  // The Pushgateway loses something without a word.
  ["family-repeated", "of two families of one name the last one is kept"],
  ["label-misplaced", "the label le of a histogram is written twice"],
  ["quantile-invalid", "the quantile NaN is no quantile"],
  // What is meant cannot be known.
  ["wire-type-wrong", "a field of another wire type is skipped, and what it says with it"],
  ["wire-type-unsupported", "groups, which nothing writes any more, are skipped"],
  ["field-number-invalid", "no field has the number 0"],
  // Wrong by the definition of the type; proxy.yaml can relax these.
  ["bucket-infinite-missing", "a histogram without +Inf"],
  ["bucket-not-cumulative", "buckets that fall"],
  ["bucket-count-mismatch", "a count that is not the +Inf bucket"],
  ["counter-value-invalid", "negative counters"],
  ["count-invalid", "counts that are no numbers, or negative"],
  ["quantile-out-of-range", "quantiles beyond 0 and 1"],
]);

describeDifferential({
  format: "protobuf",
  contentType: PROTOBUF,
  decode: decodeProtobuf,
  payloads: mutatedProtobuf(),
  stricter: STRICTER,
  tolerated: new Set(),
  keepsEmptyFamilies: true,
  runs: { short: 500, full: 5_000 },
});
