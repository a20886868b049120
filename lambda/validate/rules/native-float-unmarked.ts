import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** An empty float histogram without buckets is decoded as an integer histogram, which means the same. */
export const nativeFloatUnmarked = {
  code: "native-float-unmarked",
  severity: "error",
  isRelaxable: false,
  requirement: "a float native histogram with buckets has a count or a zero count above 0",
  reason:
    "Prometheus (at least up to 3.11) recognises a float histogram only by these counts. Without them it reads an integer histogram whose buckets are missing, and refuses the whole scrape",
  source:
    "prometheus/prometheus v0.311.3 model/textparse/protobufparse.go, Histogram (v0.316.0 looks at the buckets, too); tried on Prometheus 2.42",
  fix: "Leave the buckets out until there are observations, with a span of offset 0 and length 0 in their place.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 0 sample_sum: 0 schema: 3 positive_span { offset: 0 length: 0 } } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_sum: 0 schema: 3 positive_span { offset: 0 length: 1 } positive_count: 0 } }`,
  exampleFormat: "protobuf",
  inspectNative({ kind, count, zeroCount }, { name }, { at }, report) {
    if (kind === "float" && count === 0 && zeroCount === 0) {
      report(
        at,
        name,
        () =>
          `the float native histogram ${quote(name)} has buckets, but neither a count nor a zero count; leave the buckets out while it is empty`,
      );
    }
  },
} satisfies Rule;
