import type { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface LogCountProps {
  readonly logGroup: ILogGroup;
  readonly pattern: IFilterPattern;
  /** What a matching line adds: 1, or a field such as `$.failedSweeps`. */
  readonly value: string;
  readonly namespace: string;
  readonly period: Duration;
}

/**
 * A metric of what a log says. It belongs to this deployment alone, which the functions' own metrics, whose dimensions are
 * client and outcome, do not where an account holds several.
 */
export const countInLog = (scope: Construct, name: string, props: LogCountProps): Metric => {
  const { logGroup, pattern, value, namespace, period } = props;
  new MetricFilter(scope, `${name}-count`, {
    logGroup,
    filterPattern: pattern,
    metricNamespace: namespace,
    metricName: name,
    metricValue: value,
  });
  return new Metric({ namespace, metricName: name, statistic: "Sum", period });
};
