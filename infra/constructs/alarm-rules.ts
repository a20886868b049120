import type { Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type IFilterPattern, type ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { PAGE_METRICS, type PageMetricName } from "../../lambda/config/page-metrics.ts";
import { type MetricInfo, SWEEP_METRICS, type SweepMetric } from "../../lambda/config/sweep-metrics.ts";
import { functionMetric } from "./function-metrics.ts";
import { countInLog } from "./log-count.ts";
import type { ProxyFunction } from "./proxy-function.ts";
import type { PushgatewayService } from "./pushgateway-service.ts";

/** The sources of the watched metrics. */
export interface AlarmSources {
  /** The environment of the configuration, since an account may hold several. */
  readonly environment: string;
  readonly authorizer: ProxyFunction;
  readonly push: ProxyFunction;
  readonly page: ProxyFunction;
  readonly sweep: ProxyFunction;
  /** Undefined: tokens are rotated only by hand. */
  readonly rotate: ProxyFunction | undefined;
  /** Undefined: there is no Pushgateway. */
  readonly pushgateway: PushgatewayService | undefined;
  /** The metrics that the sweep writes. */
  readonly sweepMetrics: readonly SweepMetric[];
  readonly api: RestApi;
  /** The log of the API, with one line per request. */
  readonly accessLog: ILogGroup;
  /** The namespace of the metrics that are counted in logs. */
  readonly namespace: string;
  readonly period: Duration;
}

export interface AlarmRule {
  /** Also the heading of its section in docs/operating.md. */
  readonly name: string;
  /** Distinguishes several alarms with the same name. */
  readonly of?: string;
  readonly what: string;
  readonly metric: IMetric;
  /** Fires from this value on. @default 1 */
  readonly from?: number;
  /** The number of consecutive periods. @default 1 */
  readonly periods?: number;
  /** What periods without data mean. @default nothing */
  readonly silence?: "fires";
}

/** One rule for every condition that needs a person, and none for conditions that end by themselves. */
export const createAlarmRules = (scope: Construct, sources: AlarmSources): readonly AlarmRule[] => {
  const { authorizer, push, sweep, rotate, pushgateway, accessLog, api, period } = sources;
  const count = toCount(scope, sources);
  return [
    ...toSweepRules(sources),
    ...(pushgateway === undefined ? [] : toPushgatewayRules(pushgateway, count, sources)),
    ...toPageRules(count, sources),
    ...(rotate === undefined ? [] : [toRotationRule(rotate, period)]),
    {
      name: "store-failing",
      what: "pushes are refused because the store does not answer",
      metric: count("store-failing", push.log, outcome("store-unavailable")),
      from: 5,
      periods: 2,
    },
    {
      name: "capacity-exhausted",
      what: "all clients together keep as much as they may",
      metric: count("capacity-exhausted", push.log, outcome("capacity-exhausted")),
    },
    {
      name: "secrets-failing",
      what: "credentials cannot be checked: Secrets Manager or an issuer does not answer",
      metric: count(
        "secrets-failing",
        authorizer.log,
        FilterPattern.literal('{ $.message = "credentialReads" && $.outcome = "failed" }'),
      ),
      periods: 2,
    },
    {
      name: "authorizer-failing",
      what: "the authorizer does not answer, and requests are refused",
      // It also ends with an error for every wrong credential, so its errors mean nothing here.
      metric: count(
        "authorizer-failing",
        accessLog,
        FilterPattern.literal('{ $.responseType = "AUTHORIZER_*" }'),
      ),
      periods: 2,
    },
    {
      name: "bug",
      what: "a push met a bug of the proxy",
      metric: count("bug", push.log, FilterPattern.literal('{ $.level = "ERROR" }')),
    },
    {
      name: "push-failing",
      what: "the push function does not answer: it cannot start, or runs out of time or memory",
      metric: push.metricErrors({ period }),
      periods: 2,
    },
    {
      name: "sweep-failing",
      what: "the sweep ends with an error",
      metric: sweep.metricErrors({ period }),
      periods: 2,
    },
    {
      name: "api-failing",
      what: "requests are answered with 5xx",
      metric: api.metricServerError({ period, statistic: "Sum" }),
      from: 5,
      periods: 2,
    },
    {
      name: "push-throttled",
      what: "Lambda turns pushes away",
      metric: push.metricThrottles({ period }),
      from: OFTEN,
      periods: 2,
    },
    {
      name: "authorizer-throttled",
      what: "Lambda refuses to run the authorizer",
      metric: authorizer.metricThrottles({ period }),
      from: OFTEN,
      periods: 2,
    },
  ];
};

type Count = (name: string, logGroup: ILogGroup, pattern: IFilterPattern) => IMetric;

const toCount =
  (scope: Construct, { namespace, period }: Pick<AlarmSources, "namespace" | "period">): Count =>
  (name, logGroup, pattern) =>
    countInLog(scope, name, { lines: [{ logGroup, pattern }], namespace, period });

const toPushgatewayRules = (
  { service, log }: PushgatewayService,
  count: Count,
  { push, period }: AlarmSources,
): readonly AlarmRule[] => [
  {
    name: "relay-failing",
    what: "pushes are stored and not relayed, because the Pushgateway does not answer",
    metric: count("relay-failing", push.log, outcome("stored")),
    from: 5,
    periods: 2,
  },
  {
    name: "relay-refused",
    what: "the Pushgateway refused a push that the proxy had accepted",
    metric: count("relay-refused", push.log, outcome("pushgateway-refused")),
  },
  {
    name: "persistence-failing",
    what: "the Pushgateway cannot write its file, or has started without it; a restart could make the page invalid",
    metric: count(
      "persistence-failing",
      log,
      FilterPattern.anyTerm("error persisting", "could not load persisted"),
    ),
  },
  {
    name: "pushgateway-memory",
    what: "the Pushgateway is about to run out of memory",
    metric: service.metricMemoryUtilization({ period, statistic: "Maximum" }),
    from: 85,
    periods: 3,
  },
];

const toPageRules = (
  count: Count,
  { environment, page, accessLog, period }: AlarmSources,
): readonly AlarmRule[] => [
  ...(Object.entries(PAGE_METRICS) as [PageMetricName, MetricInfo][]).flatMap(
    ([metricName, { statistic, what, alarm }]) =>
      alarm === undefined
        ? []
        : [{ ...alarm, what, metric: functionMetric(environment, metricName, { statistic, period }) }],
  ),
  {
    name: "scrape-throttled",
    what: "the page is read more often than scrape.rate allows, by too many scrapers or with a leaked token",
    metric: count(
      "scrape-throttled",
      accessLog,
      FilterPattern.literal('{ $.resource = "/metrics" && $.status = "429" }'),
    ),
    from: 5,
  },
  {
    name: "page-failing",
    what: "the page function does not answer: it cannot start, or runs out of time or memory",
    metric: page.metricErrors({ period }),
    periods: 2,
  },
  {
    name: "page-throttled",
    what: "Lambda refuses to render the page or to read a group",
    metric: page.metricThrottles({ period }),
    periods: 2,
  },
];

/** A single error needs a person, because Secrets Manager may try again only days later. */
const toRotationRule = (rotate: ProxyFunction, period: Duration): AlarmRule => ({
  name: "rotation-failing",
  what: "a client's token could not be rotated; the old one stays valid",
  metric: rotate.metricErrors({ period }),
});

/** The rules for the sweep's metrics. */
const toSweepRules = ({ environment, period, sweepMetrics }: AlarmSources): readonly AlarmRule[] =>
  sweepMetrics.flatMap((metricName) => {
    const { statistic, what, alarm }: MetricInfo = SWEEP_METRICS[metricName];
    const metric = functionMetric(environment, metricName, { statistic, period });
    return alarm === undefined ? [] : [{ ...alarm, what, metric }];
  });

/** In five minutes. A single throttle is a short burst, and the next push succeeds. */
const OFTEN = 10;

/** Matches log lines of pushes with one of these outcomes. */
const outcome = (...codes: readonly string[]): IFilterPattern =>
  FilterPattern.literal(
    `{ $.message = "push" && (${codes.map((code) => `$.outcome = "${code}"`).join(" || ")}) }`,
  );
