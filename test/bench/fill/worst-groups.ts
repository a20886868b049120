import type { Limits } from "../../../lambda/model/client.ts";
import type { Bucket, Histogram, LabelSet, MetricFamily, Sample } from "../../../lambda/model/exposition.ts";

/** One way to fill a client's standing limits: its groups, each within the limits of one push. */
export interface WorstFill {
  readonly name: string;
  /** The values of its grouping key beside `job`, by label. */
  readonly key: (group: number) => Readonly<Record<string, string>>;
  readonly families: (group: number) => readonly MetricFamily[];
}

/** Groups that make the page, the memory or the scrape of a Pushgateway as large as one client's limits allow. */
export const createWorstFills = (limits: Limits): readonly WorstFill[] => [
  {
    name: "many small groups, short series",
    key: shortKey,
    families: () => [
      gauge(
        "a",
        count(limits.totalSeries / limits.groups, (index) => labels([["i", `${index}`]])),
      ),
    ],
  },
  {
    name: "few large groups, short series",
    key: shortKey,
    families: () => [
      gauge(
        "a",
        count(limits.series, (index) => labels([["i", `${index}`]])),
      ),
    ],
  },
  {
    name: "long key, short series",
    key: (group) => ({ instance: `${group}`.padEnd(LONGEST_KEY, "k") }),
    families: () => [
      gauge(
        "a",
        count(limits.totalSeries / limits.groups, (index) => labels([["i", `${index}`]])),
      ),
    ],
  },
  {
    name: "long label values",
    key: shortKey,
    families: () => [
      gauge(
        "a",
        count(LONG_SERIES, (index) => longLabels(index, 15, 1_024)),
      ),
    ],
  },
  {
    name: "64 short labels a series",
    key: shortKey,
    families: () => [
      gauge(
        "a",
        count(1_000, (index) => longLabels(index, 64, 2)),
      ),
    ],
  },
  {
    name: "histograms with many buckets and long labels",
    key: shortKey,
    families: () => [histogram("h", 1, 250, (index) => longLabels(index, 15, 1_024))],
  },
  {
    name: "histograms with many buckets and 64 short labels",
    key: shortKey,
    families: () => [histogram("h", 30, 250, (index) => longLabels(index, 64, 2))],
  },
  {
    name: "one series a family, long HELP",
    key: shortKey,
    families: (group) =>
      Array.from({ length: 900 }, (_, index) => ({
        ...gauge(`f_${group % 10}_${index}`, [labels([])]),
        help: "h".repeat(1_024),
      })),
  },
  {
    name: "one series a family, names in every group",
    key: shortKey,
    families: () => Array.from({ length: limits.families }, (_, index) => gauge(`f_${index}`, [labels([])])),
  },
];

/** From a path of 1,400 bytes, in base64. */
const LONGEST_KEY = 950;

/** This many make a push of 1 MiB. */
const LONG_SERIES = 64;

const shortKey = (group: number): Readonly<Record<string, string>> => ({ instance: `${group}` });

const count = (length: number, of: (index: number) => LabelSet): readonly LabelSet[] =>
  Array.from({ length }, (_, index) => of(index));

const labels = (pairs: readonly (readonly [string, string])[]): LabelSet => ({
  names: pairs.map(([name]) => name),
  values: pairs.map(([, value]) => value),
});

/** The first label distinguishes the series. */
const longLabels = (index: number, number: number, length: number): LabelSet =>
  labels(
    Array.from({ length: number }, (_, label) => [
      `l${String(label).padStart(2, "0")}`,
      label === 0 ? String(index).padStart(Math.min(length, 8), "0") : "v".repeat(length),
    ]),
  );

const gauge = (name: string, sets: readonly LabelSet[]): MetricFamily => ({
  type: "gauge",
  name,
  help: "",
  at: 0,
  metrics: sets.map((set, index): Sample => ({ labels: set, value: index + 0.123456789, at: 0 })),
});

const histogram = (
  name: string,
  metrics: number,
  bounds: number,
  of: (index: number) => LabelSet,
): MetricFamily => ({
  type: "histogram",
  name,
  help: "",
  at: 0,
  metrics: Array.from(
    { length: metrics },
    (_, index): Histogram => ({
      labels: of(index),
      buckets: Array.from(
        { length: bounds },
        (_, bound): Bucket => ({
          upperBound: bound === bounds - 1 ? Number.POSITIVE_INFINITY : bound,
          cumulativeCount: bound,
          at: 0,
        }),
      ),
      sum: 1,
      count: bounds - 1,
      at: 0,
    }),
  ),
});
