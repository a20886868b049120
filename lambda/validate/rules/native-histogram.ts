import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

/** Until the relay carries them whole. One that has classic buckets, too, is pushed as those alone, with a warning. */
export const nativeHistogram = {
  code: "native-histogram",
  severity: "error",
  isRelaxable: false,
  requirement: "histograms have classic buckets; native ones beside them are left out",
  reason:
    "a native histogram whose spans do not match its buckets makes scrapers of native histograms lose the whole target",
  source: "tried on Pushgateway 1.11.3",
  fix: "Give the histogram classic buckets, alone or beside the native ones.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 bucket { upper_bound: 1 cumulative_count: 1 } } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { schema: 3 sample_count: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 } }`,
  exampleFormat: "protobuf",
  describe: ({ family }) =>
    `the histogram ${quote(family)} is a native one, which cannot be pushed; give it classic buckets, alone or beside the native ones`,
} satisfies Rule;
