/**
 * One JSON line per request: caller, request and result. It contains no header and no query, since either may hold a
 * credential. Variables: API Gateway developer guide, "Variables for access logging".
 */
export const ACCESS_LOG_FORMAT = JSON.stringify({
  time: "$context.requestTime",
  requestId: "$context.requestId",
  client: "$context.authorizer.principalId",
  ip: "$context.identity.sourceIp",
  userAgent: "$context.identity.userAgent",
  method: "$context.httpMethod",
  path: "$context.path",
  resource: "$context.resourcePath",
  status: "$context.status",
  responseType: "$context.error.responseType",
  authorizerStatus: "$context.authorizer.status",
  authorizerLatencyMs: "$context.authorizer.latency",
  pushLatencyMs: "$context.integration.latency",
  latencyMs: "$context.responseLatency",
});
