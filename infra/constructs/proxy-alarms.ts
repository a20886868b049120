import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { FilterPattern, type ILogGroup } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type AlarmRule, type AlarmSources, createAlarmRules } from "./alarm-rules.ts";
import { functionMetric } from "./function-metrics.ts";
import { countInLog } from "./log-count.ts";
import { SCRAPE_PORT } from "./proxy-security-groups.ts";
import { completeRuns, toRemoteWriteRules } from "./remote-write-alarms.ts";
import type { RemoteWriteDestination } from "./remote-write-destination.ts";

export interface ProxyAlarmsProps extends AlarmSources {
  readonly topic: ITopic;
  /** The log of connections inside the VPC. Undefined in an existing VPC, whose traffic the proxy does not log. */
  readonly scrapeLog: ILogGroup | undefined;
  /** By the name of the destination. */
  readonly remoteWrite: ReadonlyMap<string, RemoteWriteDestination>;
}

/** The log with a line for each scrape. Undefined: some scrapes leave no line, or no client may scrape. */
const toScrapes = ({ page, pushgateway, scrapeLog, isPageScraped }: ProxyAlarmsProps) => {
  const ofPage = { logGroup: page.log, pattern: PAGE_SCRAPES };
  if (pushgateway === undefined) {
    return isPageScraped ? [ofPage] : undefined;
  }
  return scrapeLog && [{ logGroup: scrapeLog, pattern: SCRAPES }, ofPage];
};

const PAGE_SCRAPES = FilterPattern.literal('{ $.message = "read" && $.what = "page" && $.outcome = "ok" }');

/** Connections to the port for scrapes; functions use another port. */
const SCRAPES = FilterPattern.spaceDelimited("port", "from", "to").whereNumber("port", "=", SCRAPE_PORT);

/** One alarm for each condition that needs a person, and none for conditions that end by themselves. */
export class ProxyAlarms extends Construct {
  private readonly props: ProxyAlarmsProps;

  constructor(scope: Construct, id: string, props: ProxyAlarmsProps) {
    super(scope, id);
    this.props = props;
    for (const rule of createAlarmRules(this, props)) {
      this.addAlarm(rule);
    }
    const { environment, remoteWrite } = props;
    for (const [destination, { functions }] of remoteWrite) {
      for (const rule of toRemoteWriteRules(environment, destination, functions)) {
        this.addAlarm(rule);
      }
      this.addSilenceAlarm(
        "pump-missing",
        `no run of remote write has sent everything to ${destination} for a quarter of an hour`,
        completeRuns(environment, destination),
        3,
        destination,
      );
    }
    this.addSilenceAlarm(
      "sweep-missing",
      "no run of the sweep has ended, or the store has not been opened, for a quarter of an hour",
      // A tick without a due run is an invocation, too, but not a run. Neither is one that opens the store.
      functionMetric(environment, "runSeconds", "SampleCount"),
      3,
    );
    const scrapes = toScrapes(props);
    if (scrapes !== undefined) {
      // Flow logs arrive up to ten minutes late.
      this.addSilenceAlarm(
        "nobody-scrapes",
        "nobody has scraped what was pushed for an hour",
        countInLog(this, environment, "scrapes", scrapes),
        12,
      );
    }
  }

  private addAlarm({
    name,
    of,
    what,
    metric,
    silence,
    from = 1,
    periods = 1,
    within = periods,
  }: AlarmRule): void {
    this.tell(
      new Alarm(this, of === undefined ? name : `${name}-${of}`, {
        alarmDescription: describe(name, what),
        metric,
        threshold: from,
        evaluationPeriods: within,
        ...(within > periods && { datapointsToAlarm: periods }),
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: silence === "fires" ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      }),
    );
  }

  /** Fires when there is no data for a number of periods. */
  private addSilenceAlarm(name: string, what: string, metric: IMetric, periods: number, of?: string): void {
    this.tell(
      new Alarm(this, of === undefined ? name : `${name}-${of}`, {
        alarmDescription: describe(name, what),
        metric,
        threshold: 1,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    );
  }

  /** The receivers of an alarm are also told when it stops. */
  private tell(alarm: Alarm): void {
    const action = new SnsAction(this.props.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

const describe = (name: string, what: string): string => `${what}; see docs/operating.md#${name}`;
