/**
 * One JSON line per request: caller, request and result. It contains no header and no query, since either may hold a
 * credential. API Gateway does not promise to escape quotes in a variable (https://github.com/DataBiosphere/azul/issues/4009),
 * so a header such as User-Agent could also forge fields, or hide the line from alarms. The path comes first, so that a field
 * that is forged in it is followed by the real one. Variables: API Gateway developer guide, "Variables for access logging".
 */
export const ACCESS_LOG_FORMAT = JSON.stringify({
  path: "$context.path",
  time: "$context.requestTime",
  requestId: "$context.requestId",
  client: "$context.authorizer.principalId",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  status: "$context.status",
  responseType: "$context.error.responseType",
  authorizerStatus: "$context.authorizer.status",
  authorizerLatencyMs: "$context.authorizer.latency",
  pushLatencyMs: "$context.integration.latency",
  latencyMs: "$context.responseLatency",
});
