import type { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface LogLines {
  readonly logGroup: ILogGroup;
  readonly pattern: IFilterPattern;
}

export interface LogCountProps {
  /** Patterns of the counted lines: one of them must match. */
  readonly lines: readonly LogLines[];
  readonly namespace: string;
  readonly period: Duration;
}

/**
 * A metric that counts lines of logs. The functions' own metrics are kept by client, and an alarm cannot add up metrics
 * of clients that it does not know.
 */
export const countInLog = (scope: Construct, name: string, props: LogCountProps): Metric => {
  const { lines, namespace, period } = props;
  for (const [index, { logGroup, pattern }] of lines.entries()) {
    new MetricFilter(scope, index === 0 ? `${name}-count` : `${name}-count-${index}`, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: namespace,
      metricName: name,
      metricValue: "1",
    });
  }
  return new Metric({ namespace, metricName: name, statistic: "Sum", period });
};
