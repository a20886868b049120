import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { describeDifferential, PROTOBUF } from "../support/differential.ts";
import { mutatedProtobuf } from "../support/mutated-protobuf.ts";

/** The codes where the proxy is stricter than the Pushgateway's own decoder and check, with the reasons. */
const STRICTER: ReadonlyMap<string, string> = new Map([
  // It breaks the scrape, or forges metrics of others.
  ["metric-name-invalid", "a family without a name breaks the page"],
  ["metric-name-utf8", "a name of any Unicode may become another's"],
  ["label-name-invalid", "a label without a name"],
  ["label-name-utf8", "the labels a.b and a_b become one"],
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
  // Prometheus refuses the whole protobuf page.
  ["native-schema-unsupported", "a schema that Prometheus does not know"],
  ["native-counts-mixed", "counts of an integer and of a float histogram"],
  ["native-float-unmarked", "a float histogram that older versions take for an integer one"],
  ["native-spans-overlap", "spans that go back"],
  ["native-spans-mismatch", "spans that do not match their buckets"],
  ["native-count-invalid", "buckets that count less than nothing"],
  ["native-count-mismatch", "buckets that do not add up to the count"],
  ["native-zero-threshold-invalid", "a zero threshold that is no distance"],
  // The Pushgateway loses something silently.
  ["family-repeated", "of two families of one name the last one is kept"],
  ["label-misplaced", "the label le of a histogram is written twice"],
  ["quantile-invalid", "the quantile NaN is no quantile"],
  // Prometheus loses something silently.
  ["exemplar-misplaced", "an exemplar of no native histogram"],
  ["exemplar-label-invalid", "a label without a name, or twice"],
  ["exemplar-labels-too-long", "labels of more than 128 characters"],
  ["exemplar-timestamp-missing", "an exemplar of a native histogram without its time"],
  ["exemplar-timestamp-invalid", "a time that is none"],
  ["exemplar-in-future", "a time in the future"],
  ["created-invalid", "a time that is none"],
  ["created-in-future", "a time in the future"],
  // The meaning is not clear.
  ["wire-type-wrong", "a field of another wire type is skipped, and what it says with it"],
  ["wire-type-unsupported", "groups, which nothing writes any more, are skipped"],
  ["field-number-invalid", "no field has the number 0"],
  // It violates the definition of the type. proxy.yaml can relax these.
  ["bucket-infinite-missing", "a histogram without +Inf"],
  ["bucket-not-cumulative", "buckets that fall"],
  ["bucket-count-mismatch", "a count that is not the +Inf bucket"],
  ["native-zero-bucket-overlap", "a bucket inside the zero bucket"],
  ["exemplar-outside-bucket", "an exemplar that is not in its bucket"],
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
  runs: { short: 500, full: 20_000 },
});
