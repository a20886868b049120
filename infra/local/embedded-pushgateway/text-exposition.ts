import { formatGoFloat } from "./go-float.ts";
import type { StoredGroup } from "./metric-store.ts";
import type {
  Count,
  StoredFamily,
  StoredHistogram,
  StoredLabel,
  StoredMetric,
  StoredSummary,
} from "./stored-family.ts";

/** `Content-Type` of the answer to a scrape that asks for nothing else. */
export const TEXT_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

/**
 * Everything stored, in the text format 0.0.4, in the order of the real one: families by name, series by their number of
 * labels, then by label values (client_golang, MetricSorter; prometheus/common, expfmt/text_create.go).
 */
export const writeExposition = (groups: Iterable<StoredGroup>): string => {
  const families = mergeFamilies(groups);
  const names = [...families.keys()].sort(compareBytes);
  return names.map((name) => writeFamily(families.get(name) ?? [])).join("");
};

/** Families of one name, group by group: the first one says type and help. */
const mergeFamilies = (groups: Iterable<StoredGroup>): ReadonlyMap<string, readonly StoredFamily[]> => {
  const families = new Map<string, StoredFamily[]>();
  for (const group of groups) {
    for (const { family } of group.families.values()) {
      const sameName = families.get(family.name);
      if (sameName === undefined) {
        families.set(family.name, [family]);
      } else {
        sameName.push(family);
      }
    }
  }
  return families;
};

/** Go compares strings byte by byte. */
const compareBytes = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));

const writeFamily = (sameName: readonly StoredFamily[]): string => {
  const metrics = sameName.flatMap((family) => family.metrics).sort(compareMetrics);
  const [first] = sameName;
  if (first === undefined || metrics.length === 0) {
    return "";
  }
  const help = first.help === undefined ? "" : `# HELP ${first.name} ${escapeHelp(first.help)}\n`;
  // The text format knows no gauge histogram.
  const type = first.type === "GAUGE_HISTOGRAM" ? "histogram" : first.type.toLowerCase();
  return `${help}# TYPE ${first.name} ${type}\n${metrics.map((metric) => writeMetric(first.name, metric)).join("")}`;
};

const compareMetrics = (a: StoredMetric, b: StoredMetric): number => {
  if (a.labels.length !== b.labels.length) {
    return a.labels.length - b.labels.length;
  }
  for (const [index, label] of a.labels.entries()) {
    const order = compareBytes(label.value, b.labels[index]?.value ?? "");
    if (order !== 0) {
      return order;
    }
  }
  return 0;
};

const writeMetric = (name: string, metric: StoredMetric): string => {
  if (metric.summary !== undefined) {
    return writeSummary(name, metric.labels, metric.summary);
  }
  if (metric.histogram !== undefined) {
    return writeHistogram(name, metric.labels, metric.histogram);
  }
  return writeSample(name, metric.labels, metric.value);
};

const writeSummary = (
  name: string,
  labels: readonly StoredLabel[],
  { quantiles, sum, count }: StoredSummary,
): string => {
  const lines = quantiles.map(({ quantile, value }) =>
    writeSample(name, [...labels, { name: "quantile", value: formatSampleValue(quantile) }], value),
  );
  return [
    ...lines,
    writeSample(`${name}_sum`, labels, sum),
    writeSample(`${name}_count`, labels, Number(count)),
  ].join("");
};

const writeHistogram = (
  name: string,
  labels: readonly StoredLabel[],
  { buckets, sum, count }: StoredHistogram,
): string => {
  const hasInfinity = buckets.some(({ upperBound }) => upperBound === Number.POSITIVE_INFINITY);
  const all = hasInfinity ? buckets : [...buckets, { upperBound: Number.POSITIVE_INFINITY, count }];
  const lines = all.map((bucket) =>
    writeSample(
      `${name}_bucket`,
      [...labels, { name: "le", value: formatSampleValue(bucket.upperBound) }],
      toNumber(bucket.count),
    ),
  );
  return [
    ...lines,
    writeSample(`${name}_sum`, labels, sum),
    writeSample(`${name}_count`, labels, toNumber(count)),
  ].join("");
};

const toNumber = ({ whole, fractional }: Count): number => (fractional === 0 ? Number(whole) : fractional);

const writeSample = (name: string, labels: readonly StoredLabel[], value: number): string => {
  const pairs = labels.map((label) => `${label.name}="${escapeValue(label.value)}"`).join(",");
  return `${name}{${pairs}} ${formatSampleValue(value)}\n`;
};

/** expfmt writes a negative zero as `0`; elsewhere Go writes `-0`. */
const formatSampleValue = (value: number): string => formatGoFloat(value === 0 ? 0 : value);

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const escapeValue = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
