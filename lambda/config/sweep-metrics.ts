import type { ProxyConfig } from "./proxy-config.ts";

/**
 * The metrics that the sweep writes with each run, in the namespace `METRICS_NAMESPACE` with the environment as their
 * only dimension. CloudWatch bills each name, so only metrics that an alarm or the dashboard shows are here. An alarm
 * fires when the statistic is at least `from` in `periods` consecutive periods of five minutes.
 */
export const SWEEP_METRICS = {
  groups: { statistic: "Maximum", what: "live groups of the store" },
  series: { statistic: "Maximum", what: "their exposed series" },
  expiredGroups: {
    statistic: "Sum",
    what: "groups that were deleted because their last push was too long ago",
  },
  releasedEntries: {
    statistic: "Sum",
    what: "entries (names and label values) that had been unused for long enough",
  },
  runSeconds: { statistic: "Maximum", what: "how long a run took that did not open the store" },
  laggingGroups: {
    statistic: "Maximum",
    what: "groups whose stored version the Pushgateway did not have",
  },
  lagSeconds: {
    statistic: "Maximum",
    what: "for how long at most the Pushgateway has not had the stored version of some group",
    alarm: { name: "relay-lagging", from: 600, periods: 1 },
  },
  repairedMissing: {
    statistic: "Sum",
    what: "groups that the Pushgateway did not have",
  },
  repairedOlder: {
    statistic: "Sum",
    what: "groups that the Pushgateway had in an older version",
  },
  repairedLeftOver: {
    statistic: "Sum",
    what: "deleted groups that the Pushgateway still had",
  },
  pushgatewayRestarts: {
    statistic: "Sum",
    what: "runs that found the Pushgateway restarted",
  },
  invalidScrapes: {
    statistic: "Sum",
    what: "runs that found the page invalid: Prometheus does not get what it should",
    alarm: { name: "scrape-broken", from: 1, periods: 1 },
  },
  failedSweeps: {
    statistic: "Sum",
    what: "runs that could not read the Pushgateway",
    alarm: { name: "pushgateway-down", from: 1, periods: 2 },
  },
  storeFailures: {
    statistic: "Sum",
    what: "runs that could not read or write the store",
    alarm: { name: "sweep-store-failing", from: 1, periods: 2 },
  },
  storeBehindGroups: {
    statistic: "Maximum",
    what: "groups with a later version at the Pushgateway than in the store: the store has gone back",
    alarm: { name: "store-went-back", from: 1, periods: 1 },
  },
  foreignGroups: {
    statistic: "Maximum",
    what: "groups that were pushed past the proxy",
    alarm: { name: "foreign-groups", from: 1, periods: 2 },
  },
  unreadableItems: {
    statistic: "Maximum",
    what: "items of the store and groups of the Pushgateway that cannot be understood; nothing is released while there are any",
    alarm: { name: "unreadable-items", from: 1, periods: 1 },
  },
  refusedGroups: {
    statistic: "Maximum",
    what: "groups that the Pushgateway refused although the proxy had accepted them: a bug",
    alarm: { name: "groups-refused", from: 1, periods: 1 },
  },
  aheadGroups: {
    statistic: "Maximum",
    what: "groups that were written by a function whose clock is ahead",
    alarm: { name: "clock-ahead", from: 1, periods: 2 },
  },
} as const satisfies Readonly<Record<string, MetricInfo>>;

/** A metric of the proxy in CloudWatch. */
export interface MetricInfo {
  readonly what: string;
  /** The statistic that is meaningful, also for the alarm. */
  readonly statistic: "Sum" | "Maximum";
  /**
   * `name`: the name of the alarm rule and the heading of its section in docs/operating.md. A metric without an alarm is on
   * the dashboard.
   */
  readonly alarm?: {
    readonly name: string;
    readonly from: number;
    readonly periods: number;
  };
}

export type SweepMetric = keyof typeof SWEEP_METRICS;

/** Those that are written only if there is a Pushgateway. */
const OF_PUSHGATEWAY: ReadonlySet<SweepMetric> = new Set([
  "laggingGroups",
  "lagSeconds",
  "repairedMissing",
  "repairedOlder",
  "repairedLeftOver",
  "pushgatewayRestarts",
  "failedSweeps",
  "storeBehindGroups",
  "foreignGroups",
  "refusedGroups",
]);

/** Whether a deployment has the metric. The descriptions are not needed for this, so no bundle contains them. */
export const hasSweepMetric = (
  { pushgateway }: Pick<ProxyConfig, "pushgateway">,
  metric: SweepMetric,
): boolean => pushgateway !== "none" || !OF_PUSHGATEWAY.has(metric);

/** The metrics of a deployment. */
export const sweepMetricsOf = (config: Pick<ProxyConfig, "pushgateway">): readonly SweepMetric[] =>
  (Object.keys(SWEEP_METRICS) as SweepMetric[]).filter((metric) => hasSweepMetric(config, metric));
