import type { Claims } from "./glob.ts";
import type { BoundGrant } from "./grant.ts";
import type { BoundReadRight, ScrapeRight } from "./read-right.ts";

/**
 * Who pushes or reads: a client of `proxy.yaml` by its token, or an issuer of `proxy.yaml` by a token that it signed.
 * Its rights come from the configuration by its id, never from the request.
 */
export interface Client {
  /** Unique over clients and issuers: `[a-z0-9-]{1,64}`. */
  readonly id: string;
  /** Only the grants that match its claims. */
  readonly grants: readonly BoundGrant[];
  /** Only the rights that match its claims. */
  readonly reads: readonly BoundReadRight[];
  /** Undefined: it may not read the page. */
  readonly scrape: ScrapeRight | undefined;
  readonly limits: Limits;
  /** The claims of the issuer's token that its rights name; empty for a client with its own token. */
  readonly claims: Claims;
  /**
   * The claim that distinguishes an issuer's subjects for limits; undefined: the claims that the grants put into
   * groups.
   */
  readonly countPer: string | undefined;
}

/**
 * The limits of one push, and the standing limits of one client. They are numbers of things unless the name has a unit.
 */
export interface Limits {
  /** Of the body as sent. */
  readonly bodyBytes: number;
  /** Of the body once decompressed. */
  readonly inflatedBytes: number;
  readonly families: number;
  readonly series: number;
  /** Of the protobuf that is relayed. */
  readonly relayedBytes: number;
  /**
   * The bytes of names, labels, native buckets and exemplars over all series, as a scrape sends them: every classic
   * bucket repeats its labels.
   */
  readonly scrapedBytes: number;
  /** Of the metric name and the labels of one series, in UTF-8. */
  readonly seriesBytes: number;
  readonly labelsPerSeries: number;
  /** Of one native histogram. */
  readonly nativeBuckets: number;
  readonly groupingLabels: number;
  /** Characters (UTF-16 code units) of a metric or label name. */
  readonly nameLength: number;
  /** Characters (UTF-16 code units). */
  readonly labelValueLength: number;
  /** Characters (UTF-16 code units). */
  readonly helpLength: number;
  /** Groups the client may hold. */
  readonly groups: number;
  /** Series the client may hold, over all its groups. */
  readonly totalSeries: number;
  /** Of all its groups as they are relayed, each rounded up to whole KiB. */
  readonly totalBytes: number;
  /** Exposed metric names that the client was the first to push. */
  readonly totalNames: number;
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
  nativeBuckets: 10_000,
  groupingLabels: 16,
  nameLength: 200,
  labelValueLength: 1_024,
  helpLength: 1_024,
  groups: 1_000,
  totalSeries: 100_000,
  totalBytes: 64 * 1024 * 1024,
  totalNames: 10_000,
};
