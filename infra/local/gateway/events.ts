import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { type GatewayRequest, toMethodArn, toRequestContext } from "./gateway-request.ts";

/** The event of a REQUEST authorizer (API Gateway developer guide, "Input to an API Gateway Lambda authorizer"). */
export const toAuthorizerEvent = (request: GatewayRequest): APIGatewayRequestAuthorizerEvent => ({
  type: "REQUEST",
  methodArn: toMethodArn(request),
  resource: request.route.resource,
  path: request.path,
  httpMethod: request.method,
  headers: request.header.headers,
  multiValueHeaders: request.header.multiValueHeaders,
  ...request.query,
  pathParameters: toPathParameters(request),
  stageVariables: null,
  requestContext: { ...toRequestContext(request), authorizer: undefined },
});

/**
 * The event of a Lambda proxy integration, payload version 1.0. Every media type is binary (`binaryMediaTypes` is the
 * wildcard), so every body is base64. Without a body it is null.
 */
export const toProxyEvent = (
  request: GatewayRequest,
  authorizer: Readonly<Record<string, unknown>>,
  body: Buffer,
): APIGatewayProxyEvent => ({
  resource: request.route.resource,
  path: request.path,
  httpMethod: request.method,
  headers: request.header.headers,
  multiValueHeaders: request.header.multiValueHeaders,
  ...request.query,
  pathParameters: toPathParameters(request),
  stageVariables: null,
  requestContext: { ...toRequestContext(request), authorizer },
  body: body.length === 0 ? null : body.toString("base64"),
  isBase64Encoded: body.length > 0,
});

const toPathParameters = ({ proxy }: GatewayRequest): Record<string, string> | null =>
  proxy === undefined ? null : { proxy };
