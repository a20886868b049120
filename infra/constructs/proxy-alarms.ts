import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { FilterPattern, type IFilterPattern, type ILogGroup } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { sweepMetric } from "./function-metrics.ts";
import { countInLog } from "./log-count.ts";
import type { ProxyFunction } from "./proxy-function.ts";

export interface ProxyAlarmsProps {
  /** Of the configuration: an account may hold several. */
  readonly environment: string;
  readonly authorizer: ProxyFunction;
  readonly push: ProxyFunction;
  readonly sweep: ProxyFunction;
  readonly pushgatewayLog: ILogGroup;
  readonly topic: ITopic;
  /** Of the metrics that are counted in logs. */
  readonly namespace: string;
}

const PERIOD = Duration.minutes(5);

interface AlarmRule {
  /** Also the heading of its section in docs/operating.md. */
  readonly name: string;
  readonly what: string;
  readonly metric: IMetric;
  /** Rings from this value on. @default 1 */
  readonly from?: number;
  /** In how many periods in a row. @default 1 */
  readonly periods?: number;
}

/** One alarm for each thing that needs a person, and none for what mends itself. */
export class ProxyAlarms extends Construct {
  private readonly props: ProxyAlarmsProps;

  constructor(scope: Construct, id: string, props: ProxyAlarmsProps) {
    super(scope, id);
    this.props = props;
    for (const rule of this.rules()) this.addAlarm(rule);
    this.addSilenceAlarm();
  }

  private rules(): readonly AlarmRule[] {
    const { environment, authorizer, push, sweep, pushgatewayLog } = this.props;
    return [
      {
        name: "scrape-broken",
        what: "what Prometheus gets from the Pushgateway is not sound",
        metric: sweepMetric(environment, "unsoundScrapes", { statistic: "Sum", period: PERIOD }),
      },
      {
        name: "pushgateway-down",
        what: "the sweep cannot read the Pushgateway",
        metric: sweepMetric(environment, "failedSweeps", { statistic: "Sum", period: PERIOD }),
        periods: 2,
      },
      {
        name: "relay-failing",
        what: "pushes are refused since the Pushgateway does not answer",
        metric: this.count(
          "relay-failing",
          push.log,
          outcome("pushgateway-unavailable", "pushgateway-timeout"),
        ),
        from: 5,
        periods: 2,
      },
      {
        name: "relay-refused",
        what: "the Pushgateway refused what the proxy had accepted",
        metric: this.count("relay-refused", push.log, outcome("pushgateway-refused")),
      },
      {
        name: "registry-failing",
        what: "pushes are refused since the contract registry does not answer",
        metric: this.count("registry-failing", push.log, outcome("registry-unavailable")),
        from: 5,
        periods: 2,
      },
      {
        name: "capacity-exhausted",
        what: "the Pushgateway holds as many series as it may",
        metric: this.count("capacity-exhausted", push.log, outcome("capacity-exhausted")),
      },
      {
        name: "secrets-failing",
        what: "credentials cannot be checked: Secrets Manager or an issuer does not answer",
        metric: this.count(
          "secrets-failing",
          authorizer.log,
          FilterPattern.literal('{ $.message = "credentialReads" && $.outcome = "failed" }'),
        ),
        periods: 2,
      },
      {
        name: "persistence-failing",
        what: "the Pushgateway cannot write its state, or has started without it",
        metric: this.count(
          "persistence-failing",
          pushgatewayLog,
          FilterPattern.anyTerm("error persisting", "could not load persisted"),
        ),
      },
      {
        name: "bug",
        what: "a push met a mistake of the proxy's own",
        metric: this.count("bug", push.log, FilterPattern.literal('{ $.level = "ERROR" }')),
      },
      {
        name: "sweep-failing",
        what: "the sweep ends with an error",
        metric: sweep.metricErrors({ period: PERIOD }),
        periods: 2,
      },
      {
        name: "push-throttled",
        what: "Lambda turns pushes away",
        metric: push.metricThrottles({ period: PERIOD }),
      },
      {
        name: "authorizer-throttled",
        what: "Lambda turns checks of credentials away",
        metric: authorizer.metricThrottles({ period: PERIOD }),
      },
    ];
  }

  private count(name: string, logGroup: ILogGroup, pattern: IFilterPattern): IMetric {
    const { namespace } = this.props;
    return countInLog(this, name, { logGroup, pattern, namespace, period: PERIOD });
  }

  private addAlarm({ name, what, metric, from = 1, periods = 1 }: AlarmRule): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: describe(name, what),
      metric,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.props.topic));
  }

  /** The one alarm that rings when nothing is heard: claims are not released, groups do not expire and nobody looks at the scrape. */
  private addSilenceAlarm(): void {
    const alarm = new Alarm(this, "sweep-missing", {
      alarmDescription: describe("sweep-missing", "the sweep has not run for a quarter of an hour"),
      metric: this.props.sweep.metricInvocations({ period: PERIOD, statistic: "Sum" }),
      threshold: 1,
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.props.topic));
  }
}

const describe = (name: string, what: string): string => `${what}; see docs/operating.md#${name}`;

/** Lines of pushes that ended so. */
const outcome = (...codes: readonly string[]): IFilterPattern =>
  FilterPattern.literal(
    `{ $.message = "push" && (${codes.map((code) => `$.outcome = "${code}"`).join(" || ")}) }`,
  );
