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
  runSeconds: { statistic: "Maximum", what: "how long the run took" },
  laggingGroups: {
    isOfPushgateway: true,
    statistic: "Maximum",
    what: "groups whose stored version the Pushgateway did not have",
  },
  lagSeconds: {
    isOfPushgateway: true,
    statistic: "Maximum",
    what: "for how long at most the Pushgateway has not had the stored version of some group",
    alarm: { name: "relay-lagging", from: 600, periods: 1 },
  },
  repairedMissing: {
    isOfPushgateway: true,
    statistic: "Sum",
    what: "groups that the Pushgateway did not have",
  },
  repairedOlder: {
    isOfPushgateway: true,
    statistic: "Sum",
    what: "groups that the Pushgateway had in an older version",
  },
  repairedLeftOver: {
    isOfPushgateway: true,
    statistic: "Sum",
    what: "deleted groups that the Pushgateway still had",
  },
  pushgatewayRestarts: {
    isOfPushgateway: true,
    statistic: "Sum",
    what: "runs that found the Pushgateway restarted",
  },
  invalidScrapes: {
    statistic: "Sum",
    what: "runs that found the page invalid: Prometheus does not get what it should",
    alarm: { name: "scrape-broken", from: 1, periods: 1 },
  },
  failedSweeps: {
    isOfPushgateway: true,
    statistic: "Sum",
    what: "runs that could not read the Pushgateway",
    alarm: { name: "pushgateway-down", from: 1, periods: 2 },
  },
  storeFailures: {
    statistic: "Sum",
    what: "runs that could not read the store",
    alarm: { name: "sweep-store-failing", from: 1, periods: 2 },
  },
  storeBehindGroups: {
    isOfPushgateway: true,
    statistic: "Maximum",
    what: "groups with a later version at the Pushgateway than in the store: the store has gone back",
    alarm: { name: "store-went-back", from: 1, periods: 1 },
  },
  foreignGroups: {
    isOfPushgateway: true,
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
    isOfPushgateway: true,
    statistic: "Maximum",
    what: "groups that the Pushgateway refused although the proxy had accepted them: a bug",
    alarm: { name: "groups-refused", from: 1, periods: 1 },
  },
  aheadGroups: {
    statistic: "Maximum",
    what: "groups that were written by a function whose clock is ahead",
    alarm: { name: "clock-ahead", from: 1, periods: 2 },
  },
} as const satisfies Readonly<Record<string, SweepMetricInfo>>;

export interface SweepMetricInfo {
  readonly what: string;
  /** Not written without a Pushgateway. */
  readonly isOfPushgateway?: true;
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

/** The metrics of a deployment. */
export const sweepMetricsOf = ({ pushgateway }: Pick<ProxyConfig, "pushgateway">): readonly SweepMetric[] =>
  (Object.entries(SWEEP_METRICS) as [SweepMetric, SweepMetricInfo][])
    .filter(([, { isOfPushgateway }]) => pushgateway !== "none" || isOfPushgateway !== true)
    .map(([name]) => name);
