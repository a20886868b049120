import {
  CLASSIC,
  CLASSIC_OF_INTEGER,
  counted,
  counting,
  FLOAT,
  gaugeHistogram,
  histogram,
  INTEGER,
  one,
  type PushedCase,
  pushed,
  pushedByTwo,
  series,
} from "./pushed-case.ts";

const THREE_DELTAS = "positive_delta: 1 positive_delta: 0 positive_delta: 0";

/** Every reader stores each of these as it was pushed. */
export const HARMLESS_PUSHES: readonly PushedCase[] = [
  pushed("integer", [histogram(INTEGER)]),
  pushed("float", [histogram(FLOAT)]),
  pushed("native and classic", [histogram(`${INTEGER} ${CLASSIC_OF_INTEGER}`)]),
  pushed("no observations, a span of no length", [
    histogram("sample_count: 0 sample_sum: 0 schema: 3 positive_span { offset: 0 length: 0 }"),
  ]),
  pushed("no observations, a zero threshold", [
    histogram("sample_count: 0 sample_sum: 0 schema: 3 zero_threshold: 0.001"),
  ]),
  pushed("observations of zero alone", [
    histogram("sample_count: 2 sample_sum: 0 schema: 3 zero_threshold: 0.001 zero_count: 2"),
  ]),
  pushed("no observations, float", [counted("sample_count_float: 0 positive_span { offset: 0 length: 0 }")]),
  pushed("a gauge histogram, integer", [gaugeHistogram(INTEGER)]),
  pushed("a gauge histogram, float", [gaugeHistogram(FLOAT)]),
  pushed("a gauge histogram, classic", [gaugeHistogram(CLASSIC)]),
  pushed("schema -4", [one("schema: -4 zero_threshold: 0.001")]),
  pushed("schema 8", [one("schema: 8 zero_threshold: 0.001")]),
  pushed("a first span that starts below 0", [
    counting(`positive_span { offset: -5 length: 3 } ${THREE_DELTAS}`),
  ]),
  pushed("a span right behind another", [
    counting(`positive_span { offset: 0 length: 2 } positive_span { offset: 0 length: 1 } ${THREE_DELTAS}`),
  ]),
  pushed("a span of no length between others", [
    counting(
      `positive_span { offset: 0 length: 2 } positive_span { offset: 3 length: 0 } positive_span { offset: 0 length: 1 } ${THREE_DELTAS}`,
    ),
  ]),
  pushed("a count above the buckets, the sum not a number", [
    histogram(
      "sample_count: 3 sample_sum: nan schema: 0 zero_threshold: 0.001 positive_span { offset: 0 length: 1 } positive_delta: 2",
    ),
  ]),
  pushed("a count above the buckets, float", [
    counted("sample_count_float: 5 positive_span { offset: 0 length: 1 } positive_count: 4"),
  ]),
  pushed("an integer and a float series", [series(INTEGER, FLOAT)]),
  pushedByTwo("two schemas in two groups", [
    histogram(INTEGER),
    histogram(INTEGER.replace("schema: 3", "schema: 0")),
  ]),
  // Prometheus 3 looks at each series, 2.42 only at the first of a family. None is broken by it.
  pushed("a native, then a classic series", [series(INTEGER, CLASSIC)]),
  pushed("a classic, then a native series", [series(CLASSIC, INTEGER)]),
  pushedByTwo("native in one group, classic in another", [histogram(INTEGER), histogram(CLASSIC)]),
  pushedByTwo("classic in one group, native in another", [histogram(CLASSIC), histogram(INTEGER)]),
];
