import type { Method } from "./push-request.ts";

/**
 * Who pushes: a client of `proxy.yaml` by its token, or an issuer of `proxy.yaml` by a token it signed. What it may do
 * is looked up in the configuration by its id, never taken from the request.
 */
export interface Client {
  /** Unique over clients and issuers: `[a-z0-9-]{1,64}`. */
  readonly id: string;
  readonly grants: readonly Grant[];
  readonly limits: Limits;
  /** Claims of the issuer's token that the grants name; empty for a client with a token of its own. */
  readonly claims: Claims;
}

export type Claims = Readonly<Record<string, string>>;

/** A right to push. What no grant gives is refused. The parsed form of an entry of `grants` in `proxy.yaml`. */
export interface Grant {
  /** Claim name to glob: the grant is there only for tokens whose claims match all of them. */
  readonly when: Readonly<Record<string, string>>;
  readonly methods: readonly Method[];
  /** Glob over the decoded job, in which `{claim}` stands for the exact value of a claim. */
  readonly job: string;
  /** Every label of a key must be listed and match its glob; one that is not optional must be in the key. */
  readonly grouping: readonly GroupingPattern[];
  /** Globs over family names; one must match. */
  readonly metrics: readonly string[];
  /** The grant gives dry runs only. */
  readonly dryRunOnly: boolean;
}

export interface GroupingPattern {
  readonly label: string;
  readonly isOptional: boolean;
  /** Glob, in which `{claim}` stands for the exact value of a claim. */
  readonly value: string;
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
