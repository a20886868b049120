import { Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { FargateService } from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import type { ProxyFunction } from "./proxy-function.ts";

export interface ProxyDashboardProps {
  readonly api: RestApi;
  readonly authorizer: ProxyFunction;
  readonly push: ProxyFunction;
  readonly sweep: ProxyFunction;
  readonly service: FargateService;
  /** Undefined where the Pushgateway checks consistency itself. */
  readonly registry: Table | undefined;
}

/** The namespace into which the functions write metrics by themselves. */
export const FUNCTION_METRICS_NAMESPACE = "PushgatewayProxy";

const PERIOD = Duration.minutes(5);
const WIDTH = 8;

/** What one looks at first: is it used, is it fast, is it sound, and what does it cost. */
export class ProxyDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: ProxyDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, "Dashboard", {
      defaultInterval: Duration.hours(12),
      widgets: [pushRow(props), soundnessRow(props), costRow(props)],
    });
  }
}

const pushRow = ({ api, authorizer, push }: ProxyDashboardProps): IWidget[] => [
  graph("Pushes by client and outcome", [search("pushes")]),
  graph("Latency", [
    api.metricLatency({ statistic: "p50", period: PERIOD, label: "p50" }),
    api.metricLatency({ statistic: "p99", period: PERIOD, label: "p99" }),
    push.metricDuration({ statistic: "p99", period: PERIOD, label: "push function p99" }),
    authorizer.metricDuration({ statistic: "p99", period: PERIOD, label: "authorizer p99" }),
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

const STAGES = ["decode", "validate", "agree", "relay"];

const soundnessRow = ({ authorizer, push, sweep }: ProxyDashboardProps): IWidget[] => [
  graph("Credentials by client and outcome", [search("authorizations")]),
  graph("Groups and series at the Pushgateway", [
    ofSweep("groups", "Maximum"),
    ofSweep("series", "Maximum"),
    ofSweep("expiredGroups", "Sum"),
    ofSweep("unsoundScrapes", "Sum"),
    ofSweep("foundInconsistencies", "Sum"),
  ]),
  graph("Throttles, errors and conflicts", [
    authorizer.metricThrottles({ period: PERIOD, label: "authorizer throttled" }),
    push.metricThrottles({ period: PERIOD, label: "push throttled" }),
    sweep.metricErrors({ period: PERIOD, label: "sweep errors" }),
    search("pushes", 'outcome="contract-conflict"'),
  ]),
];

const costRow = ({ api, authorizer, push, service, registry }: ProxyDashboardProps): IWidget[] => [
  graph("Pushgateway (% of its CPU and memory)", [
    service.metricCpuUtilization({ period: PERIOD, statistic: "Maximum" }),
    service.metricMemoryUtilization({ period: PERIOD, statistic: "Maximum" }),
  ]),
  graph("What is paid for by request", [
    api.metricCount({ period: PERIOD, label: "API requests" }),
    authorizer.metricInvocations({ period: PERIOD, label: "authorizer invocations" }),
    push.metricInvocations({ period: PERIOD, label: "push invocations" }),
  ]),
  graph(
    "Registry (capacity units)",
    registry === undefined
      ? []
      : [
          registry.metricConsumedReadCapacityUnits({ period: PERIOD, label: "read" }),
          registry.metricConsumedWriteCapacityUnits({ period: PERIOD, label: "written" }),
        ],
  ),
];

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, width: WIDTH, left: [...left] });

/** Every series of a metric of the functions, by client and outcome, which the configuration and the catalogue bound. */
const search = (metricName: string, term = ""): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${FUNCTION_METRICS_NAMESPACE},client,outcome} MetricName="${metricName}" ${term}', 'Sum', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    period: PERIOD,
    label: "",
  });

const ofSweep = (metricName: string, statistic: string): Metric =>
  new Metric({ namespace: FUNCTION_METRICS_NAMESPACE, metricName, statistic, period: PERIOD });
