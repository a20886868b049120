import type { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";

/** The namespace into which the functions write metrics by themselves, each with the environment as its first dimension. */
export const FUNCTION_METRICS_NAMESPACE = "PushgatewayProxy";

/** Every series of a metric of the functions, by client and outcome, which the configuration and the catalogue bound. */
export const searchFunctionMetric = (
  environment: string,
  metricName: string,
  period: Duration,
  term = "",
): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${FUNCTION_METRICS_NAMESPACE},environment,client,outcome} environment="${environment}" MetricName="${metricName}" ${term}', 'Sum', ${period.toSeconds()})`,
    usingMetrics: {},
    period,
    label: "",
  });

/** What a sweep reports of the whole. */
export const sweepMetric = (environment: string, metricName: string, options: MetricOptions): Metric =>
  new Metric({
    namespace: FUNCTION_METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { environment },
    ...options,
  });
