import { countSeriesOf, type SourcePosition } from "../model/exposition.ts";
import { IssueList, quote } from "../model/issue.ts";
import { boundExtraBytes, countLabelBytes } from "../model/metric-bytes.ts";
import { overLimit } from "./limits.ts";
import type { MetricsPorts, MetricsRequest } from "./metrics-request.ts";

/** Every limit of the client in bytes that a push exceeds. Precondition: it is within the other limits. */
export const findOverBytes = (
  request: MetricsRequest,
  countEncodedBytes: MetricsPorts["countEncodedBytes"],
): IssueList => {
  const found = new IssueList();
  const { limits } = request;
  const scraped = countScrapedBytes(request, found);
  if (scraped > limits.scrapedBytes) {
    found.add(() =>
      overLimit(
        "scrapedBytes",
        scraped,
        limits,
        "bytes of names, labels, native buckets and exemplars over all series",
      ),
    );
  }
  const relayed = countEncodedBytes(request.exposition.families);
  if (relayed > limits.relayedBytes) {
    found.add(() => overLimit("relayedBytes", relayed, limits, "bytes as relayed"));
  }
  return found;
};

/** The bytes of all series on the page. Adds an issue to `found` for each series that is too large itself. */
const countScrapedBytes = (request: MetricsRequest, found: IssueList): number => {
  let bytes = 0;
  for (const { name, metrics } of request.exposition.families) {
    const nameBytes = Buffer.byteLength(name);
    for (const metric of metrics) {
      const ofSeries = nameBytes + countLabelBytes(metric.labels);
      bytes += countSeriesOf(metric) * ofSeries + boundExtraBytes(metric);
      if (ofSeries > request.limits.seriesBytes) {
        report(request, name, metric.at, ofSeries, found);
      }
    }
  }
  return bytes;
};

const report = (
  { limits, exposition }: MetricsRequest,
  family: string,
  at: SourcePosition,
  bytes: number,
  found: IssueList,
): void =>
  found.add(() => ({
    ...overLimit("seriesBytes", bytes, limits, `bytes of name and labels in a series of ${quote(family)}`),
    location: exposition.source.locate(at),
    family,
  }));
