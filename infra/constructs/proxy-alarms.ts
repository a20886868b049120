import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type AlarmRule, type AlarmSources, createAlarmRules } from "./alarm-rules.ts";

export interface ProxyAlarmsProps extends Omit<AlarmSources, "period"> {
  readonly topic: ITopic;
}

const PERIOD = Duration.minutes(5);

/** One alarm for each thing that needs a person, and none for what mends itself. */
export class ProxyAlarms extends Construct {
  private readonly props: ProxyAlarmsProps;

  constructor(scope: Construct, id: string, props: ProxyAlarmsProps) {
    super(scope, id);
    this.props = props;
    for (const rule of createAlarmRules(this, { ...props, period: PERIOD })) this.addAlarm(rule);
    this.addSilenceAlarm();
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
