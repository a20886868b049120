import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PAGE_METRICS, type PageMetricName } from "../../lambda/config/page-metrics.ts";
import { REMOTE_WRITE_METRICS, type RemoteWriteMetric } from "../../lambda/config/remote-write-metrics.ts";
import { METRICS_NAMESPACE } from "../../lambda/config/shared-names.ts";
import { SWEEP_METRICS, type SweepMetric } from "../../lambda/config/sweep-metrics.ts";

/**
 * Every series of a metric of the functions, by client and outcome. The configuration and the catalogue bound their
 * number.
 */
export const searchFunctionMetric = (environment: string, metricName: string, term = ""): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${METRICS_NAMESPACE},environment,client,outcome} environment="${environment}" MetricName="${metricName}" ${term}', 'Sum', 300)`,
    usingMetrics: {},
    label: "",
  });

/** A metric of the sweep's reports, or of reads of the page. */
export const functionMetric = (
  environment: string,
  metricName: SweepMetric | PageMetricName,
  statistic: string = FUNCTION_METRICS[metricName].statistic,
): Metric =>
  new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { environment }, statistic });

const FUNCTION_METRICS = { ...SWEEP_METRICS, ...PAGE_METRICS };

/** A metric of the remote-write runs to a destination. */
export const remoteWriteMetric = (
  environment: string,
  destination: string,
  metricName: RemoteWriteMetric,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { destination, environment },
    statistic: REMOTE_WRITE_METRICS[metricName].statistic,
  });
