/** The CloudWatch namespace into which the functions write metrics, each with the environment as its first dimension. */
export const METRICS_NAMESPACE = "PushgatewayProxy";
