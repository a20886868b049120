import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const exemplarTimestampMissing = {
  code: "exemplar-timestamp-missing",
  severity: "error",
  isRelaxable: true,
  requirement: "exemplars of a native histogram have timestamps",
  reason:
    "Prometheus drops such an exemplar silently, because it cannot know whether it has scraped the exemplar before",
  source: "prometheus/client_model metrics.proto, exemplars; prometheus/prometheus scrape/scrape.go",
  fix: "Give the exemplar the time of its observation.",
  good: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 exemplars { label { name: "trace_id" value: "1" } value: 1 timestamp { seconds: 1700000000 } } } }`,
  bad: `name: "h" type: HISTOGRAM metric { histogram { sample_count: 1 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 1 } positive_delta: 1 exemplars { label { name: "trace_id" value: "1" } value: 1 } } }`,
  exampleFormat: "protobuf",
  inspectExemplar({ timestamp }, { name }, { at, isOfNative }, report) {
    if (isOfNative && timestamp === undefined) {
      report(
        at,
        name,
        () =>
          `an exemplar of the native histogram ${quote(name)} has no timestamp; expected the time of its observation`,
      );
    }
  },
} satisfies Rule;
