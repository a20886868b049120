import type { ProxyConfig } from "../../config/proxy-config.ts";
import {
  countAllSeries,
  type Histogram,
  type MetricFamily,
  type Sample,
  type Summary,
} from "../../model/exposition.ts";
import type { GoneSeries, GroupItem } from "../items.ts";
import type { GoneMode } from "../store.ts";
import { encodeContent, MAX_MERGED_BYTES, readContent } from "./content.ts";

/**
 * How long removed series are remembered. Prometheus shows a series for five minutes after its last sample. The sixth
 * minute is for the run of remote write that ends it.
 */
export const GONE_FOR_MS = 6 * 60_000;

/**
 * If there are more, or if they have more than {@link MAX_MERGED_BYTES}, none are remembered: they disappear from queries
 * after five minutes. Each push that changes the group reads them all.
 */
export const MAX_GONE_SERIES = 2_000;

/** Only remote write needs removed series. */
export const toGoneMode = ({ remoteWrite }: Pick<ProxyConfig, "remoteWrite">): GoneMode =>
  remoteWrite.length > 0 ? "kept" : "forgotten";

/** Until when an item needs the series that it remembers. */
export const goneUntilMs = (gone: readonly GoneSeries[]): number =>
  gone.reduce((latest, { atMs }) => Math.max(latest, atMs), 0) + GONE_FOR_MS;

/** The series that a group must remember when these families replace an item. */
export const toGone = (
  current: GroupItem | undefined,
  families: readonly MetricFamily[],
  nowMs: number,
): readonly GoneSeries[] => {
  if (current === undefined) {
    return [];
  }
  const shapes = new Set(families.flatMap(({ name, metrics }) => metrics.map((one) => toShape(name, one))));
  const gone = toGoneOfAll(current, nowMs).flatMap((entry) => withoutShapes(entry, shapes));
  const series = gone.reduce((sum, entry) => sum + entry.series, 0);
  const bytes = gone.reduce((sum, { content }) => sum + content.length, 0);
  return series > MAX_GONE_SERIES || bytes > MAX_MERGED_BYTES ? [] : gone;
};

/** The series that a tombstone must remember when it replaces an item. A group without series is remembered, too. */
export const toGoneOfAll = (current: GroupItem, nowMs: number): readonly GoneSeries[] => {
  const recent = current.gone?.filter(({ atMs }) => atMs > nowMs - GONE_FOR_MS) ?? [];
  return current.state === "deleted"
    ? recent
    : [...recent, { atMs: nowMs, series: current.series, content: current.content }];
};

const withoutShapes = ({ atMs, content }: GoneSeries, shapes: ReadonlySet<string>): readonly GoneSeries[] => {
  // No stale marker is sent for damaged series.
  const removed = (readContent(content) ?? []).flatMap((family) => withoutShapesOf(family, shapes));
  return removed.length === 0
    ? []
    : [{ atMs, series: countAllSeries(removed), content: encodeContent(removed) }];
};

const withoutShapesOf = (family: MetricFamily, shapes: ReadonlySet<string>): readonly MetricFamily[] => {
  const metrics = family.metrics.filter((metric) => !shapes.has(toShape(family.name, metric)));
  return metrics.length === 0 ? [] : [{ ...family, help: "", metrics } as MetricFamily];
};

/** Equal for metrics of equal series only. */
const toShape = (family: string, metric: Sample | Histogram | Summary): string => {
  const { names, values } = metric.labels;
  if ("buckets" in metric) {
    const bounds = metric.buckets.map(({ upperBound }) => `${upperBound}`);
    return JSON.stringify([metric.native !== undefined, family, names, values, bounds]);
  }
  return "quantiles" in metric
    ? JSON.stringify([family, names, values, metric.quantiles.map(({ quantile }) => quantile)])
    : JSON.stringify([family, names, values]);
};
