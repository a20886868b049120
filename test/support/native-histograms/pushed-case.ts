/** What reads a page, and may be broken by it. */
const READERS = ["Pushgateway's API", "2.42 text", "2.42 protobuf", "3.16 protobuf"] as const;
export type Reader = (typeof READERS)[number];

/** Pushes that a Pushgateway without its check accepts. */
export interface PushedCase {
  readonly name: string;
  /** The families of one group each, in protobuf's text form. */
  readonly groups: readonly (readonly string[])[];
  /** Which reader then loses all groups: Prometheus its target, or a reader of the API its answer. */
  readonly breaks: readonly Reader[];
}

const NOTHING: readonly Reader[] = [];

export const pushed = (name: string, families: readonly string[], breaks = NOTHING): PushedCase => ({
  name,
  groups: [families],
  breaks,
});

export const pushedByTwo = (
  name: string,
  [first, second]: readonly [string, string],
  breaks = NOTHING,
): PushedCase => ({ name, groups: [[first], [second]], breaks });

export const histogram = (fields: string): string =>
  `name: "h" type: HISTOGRAM metric { histogram { ${fields} } }`;

export const gaugeHistogram = (fields: string): string =>
  histogram(fields).replace("HISTOGRAM", "GAUGE_HISTOGRAM");

/** Several series of one family. */
export const series = (...histograms: readonly string[]): string =>
  `name: "h" type: HISTOGRAM ${histograms
    .map((fields, index) => `metric { label { name: "x" value: "${index}" } histogram { ${fields} } }`)
    .join(" ")}`;

export const gauge = (name: string): string => `name: "${name}" type: GAUGE metric { gauge { value: 1 } }`;

export const INTEGER = `sample_count: 6 sample_sum: 12 schema: 3 zero_threshold: 0.001 zero_count: 1
  negative_span { offset: 0 length: 1 } negative_delta: 1
  positive_span { offset: 0 length: 2 } positive_span { offset: 2 length: 1 }
  positive_delta: 1 positive_delta: 1 positive_delta: -1`;

export const FLOAT = `sample_count_float: 6.5 sample_sum: 12 schema: 3 zero_threshold: 0.001 zero_count_float: 1.5
  negative_span { offset: 0 length: 1 } negative_count: 1
  positive_span { offset: 0 length: 2 } positive_span { offset: 2 length: 1 }
  positive_count: 1 positive_count: 2 positive_count: 1`;

export const CLASSIC = `sample_count: 4 sample_sum: 9
  bucket { cumulative_count: 1 upper_bound: 1 } bucket { cumulative_count: 3 upper_bound: 5 }`;

/** Classic buckets with the same observations as {@link INTEGER}. */
export const CLASSIC_OF_INTEGER =
  "bucket { cumulative_count: 2 upper_bound: 1 } bucket { cumulative_count: 6 upper_bound: inf }";

/** A small integer histogram with these buckets. @default count 3 */
export const counting = (buckets: string, count: number | bigint = 3): string =>
  histogram(`sample_count: ${count} sample_sum: 3 schema: 0 zero_threshold: 0.001 ${buckets}`);

/** The same as a float histogram, with its count. */
export const counted = (fields: string): string =>
  histogram(`sample_sum: 3 schema: 0 zero_threshold: 0.001 ${fields}`);

export const one = (fields: string): string =>
  histogram(
    `sample_count: 1 sample_sum: 1 positive_span { offset: 0 length: 1 } positive_delta: 1 ${fields}`,
  );
