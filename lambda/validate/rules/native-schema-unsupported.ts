import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const nativeSchemaUnsupported = {
  code: "native-schema-unsupported",
  severity: "error",
  isRelaxable: false,
  requirement: "the schema of a native histogram is a whole number from -4 to 8",
  reason:
    "Prometheus refuses the whole scrape for another schema, and a schema above 8 makes the Pushgateway's API fail. Custom buckets (schema -53) cannot be scraped, because the protobuf has no field for their bounds",
  source:
    "prometheus/prometheus model/histogram/generic.go, IsExponentialSchema; prometheus/client_model metrics.proto; tried on Pushgateway 1.11.3 and Prometheus 3.16",
  fix: "Push a schema from -4 to 8, or classic buckets: Prometheus converts those into custom buckets itself with convert_classic_histograms_to_nhcb.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: -53 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  inspectNative({ schema }, { name }, { at }, report) {
    if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
      const what = schema === CUSTOM_BUCKETS ? "-53 (custom buckets)" : String(schema);
      report(
        at,
        name,
        () =>
          `the native histogram ${quote(name)} has the schema ${what}; expected one from ${MIN_SCHEMA} to ${MAX_SCHEMA}`,
      );
    }
  },
} satisfies Rule;

const MIN_SCHEMA = -4;
const MAX_SCHEMA = 8;
const CUSTOM_BUCKETS = -53;
