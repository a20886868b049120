import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../lambda/config/shared-names.ts";

export interface LogLines {
  readonly logGroup: ILogGroup;
  readonly pattern: IFilterPattern;
}

/**
 * A metric that counts lines of logs: those that one of the patterns matches. The functions' own metrics are kept by
 * client, and an alarm cannot add up metrics of clients that it does not know.
 */
export const countInLog = (
  scope: Construct,
  environment: string,
  name: string,
  lines: readonly LogLines[],
): Metric => {
  const metric = logCount(environment, name);
  for (const [index, { logGroup, pattern }] of lines.entries()) {
    new MetricFilter(scope, index === 0 ? `${name}-count` : `${name}-count-${index}`, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: metric.namespace,
      metricName: metric.metricName,
      metricValue: "1",
    });
  }
  return metric;
};

/** A metric that `countInLog` makes. */
export const logCount = (environment: string, name: string): Metric =>
  new Metric({ namespace: `${METRICS_NAMESPACE}/${environment}`, metricName: name, statistic: "Sum" });
