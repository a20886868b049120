import type { Limits } from "../model/client.ts";
import type { Issue } from "../model/issue.ts";
import type { IssueCode } from "../model/issues.ts";
import { refuseIssues } from "../model/refusal.ts";

/** The limits that apply to a push after its group was granted. */
export type PushLimit = keyof Pick<
  Limits,
  | "families"
  | "series"
  | "relayedBytes"
  | "scrapedBytes"
  | "seriesBytes"
  | "labelsPerSeries"
  | "nativeBuckets"
  | "groupingLabels"
  | "nameLength"
  | "labelValueLength"
  | "helpLength"
>;

/** The stable issue code of each limit. */
const LIMIT_CODES: Readonly<Record<PushLimit, IssueCode>> = {
  families: "limit-families",
  series: "limit-series",
  relayedBytes: "limit-relayed-bytes",
  scrapedBytes: "limit-scraped-bytes",
  seriesBytes: "limit-series-bytes",
  labelsPerSeries: "limit-labels-per-series",
  nativeBuckets: "limit-native-buckets",
  groupingLabels: "limit-grouping-labels",
  nameLength: "limit-name-length",
  labelValueLength: "limit-label-value-length",
  helpLength: "limit-help-length",
};

/** The issue of an exceeded limit. `what` names what is counted, in the plural. */
export const overLimit = (limit: PushLimit, found: number, limits: Limits, what: string): Issue => ({
  code: LIMIT_CODES[limit],
  detail: `${found} ${what}, and the limit ${limit} of this client is ${limits[limit]}; stay within it, or ask the operator to raise it`,
});

export const refuseOverLimit = (limit: PushLimit, found: number, limits: Limits, what: string) =>
  refuseIssues("limit-exceeded", [overLimit(limit, found, limits, what)]);
