import { Aws, Duration, Stack } from "aws-cdk-lib";
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { PageMetricName } from "../../lambda/config/page-metrics.ts";
import { REMOTE_WRITE_METRICS, type RemoteWriteMetric } from "../../lambda/config/remote-write-metrics.ts";
import type { SweepMetric } from "../../lambda/config/sweep-metrics.ts";
import { RATE_EXCEEDED, type Watched } from "./alarm-rules.ts";
import { searchBlocked } from "./firewall.ts";
import { functionMetric, remoteWriteMetric, searchFunctionMetric } from "./function-metrics.ts";
import { logCount } from "./log-count.ts";
import type { PushgatewayService } from "./pushgateway-service.ts";
import type { StoreTables } from "./store-tables.ts";

export interface ProxyDashboardProps extends Watched {
  /** Names of the destinations of remote write. */
  readonly remoteWrite: readonly string[];
  readonly store: StoreTables;
  /** The name of the firewall in its metrics. Undefined: there is none. */
  readonly firewall: string | undefined;
}

const WIDTH = 8;

/** The first questions of an operator: is the proxy used, is it fast, is it valid, and what does it cost? */
export class ProxyDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: ProxyDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, "Dashboard", {
      // Every region of an account shows the dashboards of all regions.
      dashboardName: `${Stack.of(this).stackName}-${Aws.REGION}`,
      defaultInterval: Duration.hours(12),
      widgets: [
        pushRow(props),
        countsRow(props),
        pageRow(props),
        sweepRow(props),
        ...(props.remoteWrite.length === 0 ? [] : [remoteWriteRow(props)]),
        costRow(props),
      ],
    });
  }
}

const pushRow = ({ environment, api, authorizer, push }: ProxyDashboardProps): IWidget[] => [
  graph("Pushes by client and outcome", [searchFunctionMetric(environment, "pushes")]),
  graph("Latency", [
    api.metricLatency({ statistic: "p50", label: "p50" }),
    api.metricLatency({ statistic: "p99", label: "p99" }),
    push.metricDuration({ statistic: "p99", label: "push function p99" }),
    authorizer.metricDuration({ statistic: "p99", label: "authorizer p99" }),
  ]),
  new LogQueryWidget({
    title: "Latency by stage (ms)",
    width: WIDTH,
    logGroupNames: [push.log.logGroupName],
    queryLines: [
      'filter message = "push"',
      `stats ${STAGES.flatMap((stage) => [50, 99].map((p) => `pct(stageMs.${stage}, ${p}) as ${stage}_p${p}`)).join(", ")} by bin(30m)`,
    ],
  }),
];

const STAGES = ["decode", "validate", "store", "relay"];

const countsRow = (props: ProxyDashboardProps): IWidget[] => {
  const { environment, authorizer, push, sweep, firewall } = props;
  return [
    graph("Credentials by client and outcome", [searchFunctionMetric(environment, "authorizations")]),
    graph("Groups and series", sweepMetrics(props, ["groups", "series", "expiredGroups", "releasedEntries"])),
    graph("Throttles, errors and conflicts", [
      authorizer.metricThrottles({ label: "authorizer throttled" }),
      push.metricThrottles({ label: "push throttled" }),
      sweep.metricErrors({ label: "sweep errors" }),
      searchFunctionMetric(environment, "pushes", 'outcome="contract-conflict"'),
      logCount(environment, RATE_EXCEEDED).with({ label: "pushes over a rate" }),
      ...(firewall === undefined ? [] : [searchBlocked(firewall)]),
    ]),
  ];
};

const pageRow = ({ environment, page }: ProxyDashboardProps): IWidget[] => [
  graph("Scrapes of the page", pageMetrics(environment, ["scrapes", "failedScrapes"])),
  graph("Size of the page (bytes as sent)", pageMetrics(environment, ["scrapeBytes"])),
  graph("Time of the page function", [page.metricDuration({ statistic: "Maximum", label: "longest" })]),
];

const pageMetrics = (environment: string, names: readonly PageMetricName[]): readonly IMetric[] =>
  names.map((name) => functionMetric(environment, name));

const sweepRow = (props: ProxyDashboardProps): IWidget[] => [
  ...(props.pushgateway === undefined
    ? [graph("Runs of the sweep (s)", sweepMetrics(props, ["runSeconds"]))]
    : [
        graph(
          "Stored and not relayed yet",
          sweepMetrics(props, ["laggingGroups", "lagSeconds", "pushgatewayRestarts", "runSeconds"]),
        ),
        graph(
          "Repairs by the sweep",
          sweepMetrics(props, ["repairedMissing", "repairedOlder", "repairedLeftOver"]),
        ),
      ]),
  graph(
    "What the sweep finds wrong",
    sweepMetrics(props, [
      "invalidScrapes",
      "failedSweeps",
      "storeFailures",
      "storeBehindGroups",
      "foreignGroups",
      "unreadableItems",
      "refusedGroups",
      "aheadGroups",
    ]),
  ),
];

/** Those of these metrics that the sweep writes. */
const sweepMetrics = (
  { environment, sweepMetrics: written }: ProxyDashboardProps,
  names: readonly SweepMetric[],
): readonly IMetric[] =>
  names.filter((name) => written.includes(name)).map((name) => functionMetric(environment, name));

const remoteWriteRow = (props: ProxyDashboardProps): IWidget[] => [
  graph("Remote write: samples", remoteWriteMetrics(props, ["remoteWriteSamples"])),
  graph(
    "Remote write: samples given up, by reason",
    remoteWriteMetrics(props, ["remoteWriteRefused", "remoteWriteTooLarge", "remoteWriteRejected"]),
  ),
  graph(
    "Remote write: seconds since the last run that sent everything, and such runs",
    remoteWriteMetrics(props, ["remoteWriteLagSeconds"]),
    remoteWriteMetrics(props, ["remoteWriteRuns"]),
  ),
];

const remoteWriteMetrics = (
  { environment, remoteWrite }: ProxyDashboardProps,
  names: readonly RemoteWriteMetric[],
): readonly IMetric[] =>
  remoteWrite.flatMap((destination) =>
    names.map((name) =>
      remoteWriteMetric(environment, destination, name).with({
        label: `${destination}: ${REMOTE_WRITE_METRICS[name].what}`,
      }),
    ),
  );

const costRow = ({ api, authorizer, push, page, pushgateway, store }: ProxyDashboardProps): IWidget[] => [
  ...(pushgateway === undefined ? [] : [graphPushgateway(pushgateway)]),
  graph("What is paid for by request", [
    api.metricCount({ label: "API requests" }),
    authorizer.metricInvocations({ label: "authorizer invocations" }),
    push.metricInvocations({ label: "push invocations" }),
    page.metricInvocations({ label: "page invocations" }),
  ]),
  graph(
    "Store (capacity units)",
    ([store.groups, store.contracts] as const).flatMap((table, index) => [
      table.metricConsumedReadCapacityUnits({ label: `${TABLES[index]} read` }),
      table.metricConsumedWriteCapacityUnits({ label: `${TABLES[index]} written` }),
    ]),
  ),
];

const graphPushgateway = ({ service }: PushgatewayService): IWidget =>
  graph("Pushgateway (% of its CPU and memory)", [
    service.metricCpuUtilization({ statistic: "Maximum" }),
    service.metricMemoryUtilization({ statistic: "Maximum" }),
  ]);

const TABLES = ["groups", "contracts"] as const;

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, width: WIDTH, left: [...left], right: [...right] });
