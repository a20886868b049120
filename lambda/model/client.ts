import type { BoundGrant } from "./grant.ts";

/**
 * Who pushes: a client of `proxy.yaml` by its token, or an issuer of `proxy.yaml` by a token it signed. What it may do
 * is looked up in the configuration by its id, never taken from the request.
 */
export interface Client {
  /** Unique over clients and issuers: `[a-z0-9-]{1,64}`. */
  readonly id: string;
  /** Only those that its claims match. */
  readonly grants: readonly BoundGrant[];
  readonly limits: Limits;
}

/** What one push may have, and what one client may keep. Numbers of things unless the name has a unit. */
export interface Limits {
  /** Of the body as sent. */
  readonly bodyBytes: number;
  /** Of the body once decompressed. */
  readonly inflatedBytes: number;
  readonly families: number;
  readonly series: number;
  /** Of the protobuf that is relayed. */
  readonly relayedBytes: number;
  /** Of names and labels over all series, as a scrape sends them: every bucket of a histogram repeats its labels. */
  readonly scrapedBytes: number;
  /** Of the metric name and the labels of one series, in UTF-8. */
  readonly seriesBytes: number;
  readonly labelsPerSeries: number;
  readonly groupingLabels: number;
  /** Characters (UTF-16 code units) of a metric or label name. */
  readonly nameLength: number;
  /** Characters (UTF-16 code units). */
  readonly labelValueLength: number;
  /** Characters (UTF-16 code units). */
  readonly helpLength: number;
  /** Groups the client may have at the Pushgateway. */
  readonly groups: number;
  /** Series the client may have at the Pushgateway, over all its groups. */
  readonly totalSeries: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  inflatedBytes: 4 * 1024 * 1024,
  families: 1_000,
  series: 10_000,
  relayedBytes: 1024 * 1024,
  scrapedBytes: 4 * 1024 * 1024,
  seriesBytes: 16 * 1024,
  labelsPerSeries: 64,
  groupingLabels: 16,
  nameLength: 200,
  labelValueLength: 1_024,
  helpLength: 1_024,
  groups: 1_000,
  totalSeries: 100_000,
};
