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

/** What both alarms and the dashboard watch. */
export interface Watched {
  /** The environment of the configuration, since an account may hold several. */
  readonly environment: string;
  readonly authorizer: ProxyFunction;
  readonly push: ProxyFunction;
  readonly page: ProxyFunction;
  readonly sweep: ProxyFunction;
  /** Undefined: there is no Pushgateway. */
  readonly pushgateway: PushgatewayService | undefined;
  /** The metrics that the sweep writes. */
  readonly sweepMetrics: readonly SweepMetric[];
  readonly api: RestApi;
}

/** The sources of the watched metrics. */
export interface AlarmSources extends Watched {
  /** Undefined: tokens are rotated only by hand. */
  readonly rotate: ProxyFunction | undefined;
  /** Whether some client may scrape the page. */
  readonly isPageScraped: boolean;
  /** The log of the API, with one line per request. */
  readonly accessLog: ILogGroup;
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
  /** The number of periods of five minutes. @default 1 */
  readonly periods?: number;
  /** Among how many of the latest periods they must be. @default `periods`: one follows the other */
  readonly within?: number;
  /** What periods without data mean. @default nothing */
  readonly silence?: "fires";
}

/** One rule for every condition that needs a person, and none for conditions that end by themselves. */
export const createAlarmRules = (scope: Construct, sources: AlarmSources): readonly AlarmRule[] => {
  const { authorizer, push, sweep, rotate, pushgateway, accessLog, api } = sources;
  const count = toCount(scope, sources);
  return [
    ...toSweepRules(sources),
    ...(pushgateway === undefined ? [] : toPushgatewayRules(pushgateway, count, sources)),
    ...toPageRules(sources),
    ...(sources.isPageScraped ? toScrapeRules(count, sources) : []),
    ...(rotate === undefined ? [] : [toRotationRule(rotate)]),
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
      within: HOURLY,
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
      within: HOURLY,
    },
    {
      name: "bug",
      what: "a push met a bug of the proxy",
      metric: count("bug", push.log, FilterPattern.literal('{ $.level = "ERROR" }')),
    },
    {
      name: "push-failing",
      what: "the push function does not answer: it cannot start, or runs out of time or memory",
      metric: push.metricErrors(),
      periods: 2,
      within: HOURLY,
    },
    {
      name: "sweep-failing",
      what: "the sweep ends with an error",
      metric: sweep.metricErrors(),
      periods: 2,
    },
    {
      name: "api-failing",
      what: "one in a hundred requests or more is answered with 5xx",
      // The share of requests: one failure of many in a busy hour is no reason to look, and one failed push of one is.
      metric: api.metricServerError({ statistic: "Average" }),
      from: 0.01,
      periods: 3,
      within: HOURLY,
    },
    {
      name: "rate-exceeded",
      what: "pushes are refused because of a rate, so they are lost",
      metric: count(RATE_EXCEEDED, accessLog, REFUSED_BY_RATE),
      from: OFTEN,
      periods: 2,
    },
    {
      name: "push-throttled",
      what: "Lambda turns pushes away",
      metric: push.metricThrottles(),
      from: OFTEN,
      periods: 2,
    },
    {
      name: "authorizer-throttled",
      what: "Lambda refuses to run the authorizer",
      metric: authorizer.metricThrottles(),
      from: OFTEN,
      periods: 2,
    },
  ];
};

type Count = (name: string, logGroup: ILogGroup, pattern: IFilterPattern) => IMetric;

const toCount =
  (scope: Construct, { environment }: AlarmSources): Count =>
  (name, logGroup, pattern) =>
    countInLog(scope, environment, name, [{ logGroup, pattern }]);

const toPushgatewayRules = (
  { service, log }: PushgatewayService,
  count: Count,
  { push }: AlarmSources,
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
    metric: service.metricMemoryUtilization({ statistic: "Maximum" }),
    from: 85,
    periods: 3,
  },
];

/** Scrapes and reads of a group. */
const toPageRules = ({ page }: AlarmSources): readonly AlarmRule[] => [
  {
    name: "page-failing",
    what: "the page function does not answer: it cannot start, or runs out of time or memory",
    metric: page.metricErrors(),
    periods: 2,
    within: HOURLY,
  },
  {
    name: "page-throttled",
    what: "Lambda refuses to render the page or to read a group",
    metric: page.metricThrottles(),
    periods: 2,
  },
];

const toScrapeRules = (count: Count, { environment, accessLog }: AlarmSources): readonly AlarmRule[] => [
  ...(Object.entries(PAGE_METRICS) as [PageMetricName, MetricInfo][]).flatMap(([name, { what, alarm }]) =>
    alarm === undefined ? [] : [{ ...alarm, what, metric: functionMetric(environment, name) }],
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
];

/** A single error needs a person, because Secrets Manager may try again only days later. */
const toRotationRule = (rotate: ProxyFunction): AlarmRule => ({
  name: "rotation-failing",
  what: "a client's token could not be rotated; the old one stays valid",
  metric: rotate.metricErrors(),
});

/** The rules for the sweep's metrics. */
const toSweepRules = ({ environment, sweepMetrics }: AlarmSources): readonly AlarmRule[] =>
  sweepMetrics.flatMap((name) => {
    const { what, alarm }: MetricInfo = SWEEP_METRICS[name];
    return alarm === undefined ? [] : [{ ...alarm, what, metric: functionMetric(environment, name) }];
  });

/** In five minutes. A single throttle is a short burst, and the next push succeeds. */
const OFTEN = 10;

/**
 * An hour and one period. A job that pushes once an hour has no request in most periods, so its failures are never in two
 * periods that follow each other.
 */
const HOURLY = 13;

/** The name of the metric that counts pushes over the throttle of all clients, or over the rate of one. */
export const RATE_EXCEEDED = "rate-exceeded";

/** Scrapes have a separate alarm. */
const REFUSED_BY_RATE = FilterPattern.literal('{ $.responseType = "THROTTLED" && $.resource != "/metrics" }');

/** Matches log lines of pushes with one of these outcomes. */
const outcome = (...codes: readonly string[]): IFilterPattern =>
  FilterPattern.literal(
    `{ $.message = "push" && (${codes.map((code) => `$.outcome = "${code}"`).join(" || ")}) }`,
  );
