import type { MetricType } from "../../model/exposition.ts";
import type { SamplePart } from "../text/family-book.ts";

/** What samples with one suffix become: a family of this type, with the name of the samples or of their family. */
export interface Suffix {
  readonly type: MetricType;
  readonly part: SamplePart;
  /** Whether the suffix is a part of the name of the family that they become. */
  readonly isInName: boolean;
}

/** The suffix of counters in the text format and in protobuf. */
export const TOTAL = "_total";

/** Samples that become a separate family. */
const named = (type: MetricType): Suffix => ({ type, part: "own", isInName: true });

/** Samples that together become one metric. */
const part = (type: MetricType, samplePart: SamplePart): Suffix => ({
  type,
  part: samplePart,
  isInName: false,
});

/**
 * The types of OpenMetrics 1.0 with the suffixes of their samples, and what each becomes. It is what client libraries write
 * for the same metric in the text format, which has no `info` and no `stateset`, and whose counters have `_total` in their
 * names.
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
