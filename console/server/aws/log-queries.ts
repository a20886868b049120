import type { LogWindowOptions } from "./log-window.ts";

/** The column of a row's minute, which Logs Insights names. */
const BY_MINUTE = "bin(1m)";

/** Accepted pushes by group and kind. Their sums are those of {@link PUSHES_WITHOUT_GROUPS}. */
export const PUSHES: LogWindowOptions = {
  log: "push",
  timeField: BY_MINUTE,
  text: `filter message = "push" and outcome in ["ok", "stored"]
| stats count(*) as pushes, pct(durationMs, 50) as medianMs by ${BY_MINUTE}, group, method, isDryRun
| limit 10000`,
};

/** Accepted pushes by kind, for when an answer has no room for all groups. The number of rows does not grow with the pushes. */
export const PUSHES_WITHOUT_GROUPS: LogWindowOptions = {
  log: "push",
  timeField: BY_MINUTE,
  text: `filter message = "push" and outcome in ["ok", "stored"]
| stats count(*) as pushes, pct(durationMs, 50) as medianMs by ${BY_MINUTE}, method, isDryRun`,
};

/** The reasons of refused pushes. */
export const REFUSED_PUSHES: LogWindowOptions = {
  log: "push",
  timeField: "@timestamp",
  text: `fields @timestamp, requestId, client, method, outcome, issue, issues
| filter message = "push" and outcome not in ["ok", "stored"]
| sort @timestamp desc
| limit 10000`,
};

/** Refused requests: by the push function, by other functions, or by the API itself. */
export const REFUSED_REQUESTS: LogWindowOptions = {
  log: "access",
  timeField: "@timestamp",
  text: `fields @timestamp, requestId, client, method, path, status, responseType
| filter status like /^[45]/
| sort @timestamp desc
| limit 10000`,
};
