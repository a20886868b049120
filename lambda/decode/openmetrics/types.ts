import type { MetricType } from "../../model/exposition.ts";
import type { SamplePart } from "../text/family-book.ts";

/** What becomes of the samples with one suffix: a family of this type, named like them or like the family they are in. */
export interface Suffix {
  readonly type: MetricType;
  readonly part: SamplePart;
  /** Whether the suffix is a part of the name of the family that they become. */
  readonly isInName: boolean;
}

/** What counters are named with in the text format and in protobuf. */
export const TOTAL = "_total";

/** Samples that are a family by themselves. */
// Stryker disable next-line StringLiteral: only what has several parts is asked for them
const named = (type: MetricType): Suffix => ({ type, part: "own", isInName: true });

/** Samples of which several are a metric. */
const part = (type: MetricType, samplePart: SamplePart): Suffix => ({
  type,
  part: samplePart,
  isInName: false,
});

/**
 * The types of OpenMetrics 1.0 with the suffixes of their samples, and what each becomes: what client libraries write of the same
 * metric in the text format, which has neither `info` nor `stateset` and whose counters are named with their `_total`.
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
