import type { MetricType } from "../model/exposition.ts";
import { GroupingKey, type GroupingLabel } from "../model/grouping-key.ts";
import { MARKER_NAME } from "../store/marker.ts";
import type { StoredFamily, StoredGroup } from "./stored-group.ts";

/** An element of `data` of the Pushgateway's `/api/v1/metrics`; undefined when it is no group. */
export const readStoredGroup = (element: unknown): StoredGroup | undefined => {
  const families = isRecord(element) ? Object.entries(element).filter(isFamilyEntry) : [];
  // A family can be called "labels" and then hides the group's labels, so they are taken from where they always are.
  const pushTime = families.find(([name]) => name === PUSH_TIME)?.[1].metrics[0];
  const job = pushTime?.labels?.["job"];
  if (pushTime === undefined || job === undefined) {
    return undefined;
  }
  const labels = toLabels(pushTime.labels ?? {});
  const key = GroupingKey.of(job, labels);
  return {
    key,
    exactPath: toExactPath(key, element),
    pushedAtMs: Number(pushTime.value) * 1_000,
    families: families
      .filter(([name]) => !OWN_FAMILIES.has(name))
      .map(([name, family]) => toFamily(name, family)),
  };
};

const toLabels = (labels: Readonly<Record<string, string>>): readonly GroupingLabel[] =>
  Object.entries(labels)
    .filter(([name]) => name !== "job")
    .map(([name, value]) => ({ name, value }));

/** Metrics get an empty `instance` of the Pushgateway's own, so empty labels of the key are told by the key alone. */
const toExactPath = ({ path }: GroupingKey, element: unknown): string => {
  const labels = isRecord(element) ? element["labels"] : undefined;
  const empty = isRecord(labels) ? Object.keys(labels).filter((name) => labels[name] === "") : [];
  return [path, ...empty.sort().map((name) => `${name}@base64/=`)].join("/");
};

const PUSH_TIME = "push_time_seconds";
const OWN_FAMILIES: ReadonlySet<string> = new Set([PUSH_TIME, "push_failure_time_seconds", MARKER_NAME]);

interface FamilyJson {
  readonly type: string;
  readonly metrics: readonly MetricJson[];
}

interface MetricJson {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value?: string;
  readonly buckets?: Readonly<Record<string, string>>;
  readonly quantiles?: Readonly<Record<string, string>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isFamilyEntry = (entry: [string, unknown]): entry is [string, FamilyJson] =>
  isRecord(entry[1]) && Array.isArray(entry[1]["metrics"]);

const toFamily = (name: string, { type, metrics }: FamilyJson): StoredFamily => ({
  name,
  type: TYPES.get(type) ?? "untyped",
  series: metrics.reduce((sum, metric) => sum + countMetric(type, metric), 0),
  labels: metrics.map(({ labels }) => labels ?? {}),
});

const TYPES: ReadonlyMap<string, MetricType> = new Map([
  ["COUNTER", "counter"],
  ["GAUGE", "gauge"],
  ["UNTYPED", "untyped"],
  ["SUMMARY", "summary"],
  ["HISTOGRAM", "histogram"],
  ["GAUGE_HISTOGRAM", "gaugehistogram"],
]);

/** `_sum` and `_count` beside the buckets or quantiles; Prometheus always sees a bucket `+Inf`. */
const countMetric = (type: string, { buckets = {}, quantiles = {} }: MetricJson): number => {
  switch (type) {
    case "SUMMARY":
      return Object.keys(quantiles).length + 2;
    case "HISTOGRAM":
    case "GAUGE_HISTOGRAM":
      return Object.keys(buckets).length + ("+Inf" in buckets ? 2 : 3);
    default:
      return 1;
  }
};
