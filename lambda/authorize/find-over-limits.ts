import type { LabelSet, MetricFamily, NativeBuckets, SourcePosition } from "../model/exposition.ts";
import { IssueList, quote } from "../model/issue.ts";
import { ByteBound } from "./byte-bound.ts";
import { findOverBytes } from "./find-over-bytes.ts";
import { overLimit, type PushLimit } from "./limits.ts";
import type { MetricsPorts, MetricsRequest } from "./metrics-request.ts";

/** Every limit of the client that a push exceeds, in the order of the payload. */
export const findOverLimits = (
  request: MetricsRequest,
  countEncodedBytes: MetricsPorts["countEncodedBytes"],
): IssueList => {
  const { exposition } = request;
  const search: Search = { request, found: new IssueList(), bytes: new ByteBound(request.limits) };
  checkCount(search, "families", exposition.families.length, "metric families");
  checkCount(search, "series", exposition.series, "series");
  for (const family of exposition.families) {
    checkFamily(search, family);
  }
  // Bytes are counted last, and only within the other limits, which limit the time that this takes.
  return search.found.total === 0 && search.bytes.mayExceed
    ? findOverBytes(request, countEncodedBytes)
    : search.found;
};

interface Search {
  readonly request: MetricsRequest;
  readonly found: IssueList;
  readonly bytes: ByteBound;
}

const checkCount = (search: Search, limit: PushLimit, count: number, what: string): void => {
  const { limits } = search.request;
  if (count > limits[limit]) {
    search.found.add(() => overLimit(limit, count, limits, what));
  }
};

const checkFamily = (search: Search, family: MetricFamily): void => {
  const { limits } = search.request;
  if (family.name.length > limits.nameLength) {
    report(
      search,
      family,
      family.at,
      "nameLength",
      family.name.length,
      `characters in metric name ${quote(family.name)}`,
    );
  }
  if (family.help.length > limits.helpLength) {
    report(search, family, family.at, "helpLength", family.help.length, "characters in the HELP text");
  }
  search.bytes.addFamily(family);
  let lastNames: readonly string[] | undefined;
  let characters = 0;
  for (const metric of family.metrics) {
    const { labels, at } = metric;
    if (labels.names !== lastNames) {
      characters = checkLabelNames(search, family, labels, at);
    }
    lastNames = labels.names;
    if ("native" in metric && metric.native !== undefined) {
      checkNative(search, family, metric.native, at);
    }
    search.bytes.addMetric(metric, characters + checkLabelValues(search, family, labels, at));
  }
};

const checkNative = (
  search: Search,
  family: MetricFamily,
  { positive, negative }: NativeBuckets,
  at: SourcePosition,
): void => {
  const buckets = positive.values.length + negative.values.length;
  if (buckets > search.request.limits.nativeBuckets) {
    report(search, family, at, "nativeBuckets", buckets, "buckets in a native histogram");
  }
};

/**
 * Series of one shape share their array of names, so this is called once per shape, not per series. Returns the number
 * of characters of the names.
 */
const checkLabelNames = (
  search: Search,
  family: MetricFamily,
  { names }: LabelSet,
  at: SourcePosition,
): number => {
  const { limits } = search.request;
  if (names.length > limits.labelsPerSeries) {
    report(search, family, at, "labelsPerSeries", names.length, "labels on one series");
  }
  let characters = 0;
  for (const name of names) {
    characters += name.length;
    if (name.length <= limits.nameLength) {
      continue;
    }
    report(search, family, at, "nameLength", name.length, `characters in label name ${quote(name)}`);
  }
  return characters;
};

/** Returns the number of characters of the values. */
const checkLabelValues = (
  search: Search,
  family: MetricFamily,
  labels: LabelSet,
  at: SourcePosition,
): number => {
  const { labelValueLength } = search.request.limits;
  let characters = 0;
  for (let index = 0; index < labels.values.length; index++) {
    const { length } = labels.values[index]!;
    characters += length;
    if (length <= labelValueLength) {
      continue;
    }
    const what = `characters in the value of label ${quote(labels.names[index]!)}`;
    report(search, family, at, "labelValueLength", length, what);
  }
  return characters;
};

const report = (
  { request, found }: Search,
  family: MetricFamily,
  at: SourcePosition,
  limit: PushLimit,
  count: number,
  what: string,
): void =>
  found.add(() => ({
    ...overLimit(limit, count, request.limits, what),
    location: request.exposition.source.locate(at),
    family: family.name,
  }));
