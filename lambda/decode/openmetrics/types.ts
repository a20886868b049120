import type { MetricType } from "../../model/exposition.ts";
import type { SamplePart } from "../text/family-book.ts";

/** What the samples with a suffix become: a family of this type, with the name of the samples or of their family. */
export interface Suffix {
  readonly type: MetricType;
  readonly part: SamplePart;
  /** Whether the family that they become has the name of the samples, with the suffix. */
  readonly isInName: boolean;
}

/** The suffix of counters in the text format and in protobuf. */
export const TOTAL = "_total";

/** Samples that become a separate family with their own name. */
const named = (type: MetricType): Suffix => ({ type, part: "own", isInName: true });

/** Samples that are one part of a metric. */
const part = (type: MetricType, samplePart: SamplePart): Suffix => ({
  type,
  part: samplePart,
  isInName: false,
});

/**
 * The types of OpenMetrics 1.0, the suffixes of their samples, and what these samples become: what client libraries
 * write for the same metric in the text format. That format has no `info` and no `stateset`, and its counters have
 * `_total` in their names.
 */
export const OPENMETRICS_TYPES: ReadonlyMap<string, ReadonlyMap<string, Suffix>> = new Map(
  Object.entries({
    counter: { [TOTAL]: named("counter"), _created: part("counter", "created") },
    gauge: { "": named("gauge") },
    histogram: {
      _bucket: part("histogram", "bucket"),
      _count: part("histogram", "count"),
      _sum: part("histogram", "sum"),
      _created: part("histogram", "created"),
    },
    gaugehistogram: {
      _bucket: part("gaugehistogram", "bucket"),
      _gcount: part("gaugehistogram", "count"),
      _gsum: part("gaugehistogram", "sum"),
    },
    summary: {
      "": part("summary", "own"),
      _count: part("summary", "count"),
      _sum: part("summary", "sum"),
      _created: part("summary", "created"),
    },
    info: { _info: named("gauge") },
    stateset: { "": named("gauge") },
    unknown: { "": named("untyped") },
    untyped: { "": named("untyped") },
  }).map(([type, suffixes]) => [type, new Map(Object.entries(suffixes))]),
);
