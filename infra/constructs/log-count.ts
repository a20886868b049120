import type { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface LogCountProps {
  readonly logGroup: ILogGroup;
  readonly pattern: IFilterPattern;
  readonly namespace: string;
  readonly period: Duration;
}

/**
 * A metric that counts lines of a log. The functions' own metrics are kept by client, and an alarm cannot add up what it does
 * not know the clients of.
 */
export const countInLog = (scope: Construct, name: string, props: LogCountProps): Metric => {
  const { logGroup, pattern, namespace, period } = props;
  new MetricFilter(scope, `${name}-count`, {
    logGroup,
    filterPattern: pattern,
    metricNamespace: namespace,
    metricName: name,
    metricValue: "1",
  });
  return new Metric({ namespace, metricName: name, statistic: "Sum", period });
};
