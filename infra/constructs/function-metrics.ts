import type { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { PageMetricName } from "../../lambda/config/page-metrics.ts";
import { REMOTE_WRITE_METRICS, type RemoteWriteMetric } from "../../lambda/config/remote-write-metrics.ts";
import { METRICS_NAMESPACE } from "../../lambda/config/shared-names.ts";
import type { SweepMetric } from "../../lambda/config/sweep-metrics.ts";

/**
 * Every series of a metric of the functions, by client and outcome. The configuration and the catalogue bound their
 * number.
 */
export const searchFunctionMetric = (
  environment: string,
  metricName: string,
  period: Duration,
  term = "",
): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${METRICS_NAMESPACE},environment,client,outcome} environment="${environment}" MetricName="${metricName}" ${term}', 'Sum', ${period.toSeconds()})`,
    usingMetrics: {},
    period,
    label: "",
  });

/** A metric of the sweep's reports, or of reads of the page. */
export const functionMetric = (
  environment: string,
  metricName: SweepMetric | PageMetricName,
  options: MetricOptions,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { environment },
    ...options,
  });

/** A metric of the remote-write runs to a destination. */
export const remoteWriteMetric = (
  environment: string,
  destination: string,
  metricName: RemoteWriteMetric,
  period: Duration,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { destination, environment },
    statistic: REMOTE_WRITE_METRICS[metricName].statistic,
    period,
  });
