import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { type Answer, refuse } from "./answer.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import { toProxyEvent } from "./events.ts";
import type { GatewayObserver } from "./gateway-observer.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { INTEGRATION_TIMEOUT_MS, MAX_EVENT_BYTES } from "./limits.ts";
import { parseProxyResult } from "./proxy-answer.ts";

/** A Lambda function behind a proxy integration. Its answer is checked before it is used. */
export type IntegrationHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<unknown>;

export interface Integration {
  readonly push: IntegrationHandler;
  /** The page function. */
  readonly page: IntegrationHandler;
  readonly observer: GatewayObserver;
}

/**
 * Calls the function behind a Lambda proxy integration and returns its answer, or the gateway's own answer if the
 * function fails.
 */
export const invokeIntegration = async (
  request: GatewayRequest,
  caller: AuthorizerResult,
  body: Buffer,
  { observer, ...functions }: Integration,
): Promise<Answer> => {
  const name = request.kind === "page" || request.kind === "group" ? "page" : "push";
  const event = toProxyEvent(request, toAuthorizerContext(caller), body);
  if (isLargerThanLambdaTakes(event, body)) {
    return refuse("REQUEST_TOO_LARGE", request);
  }
  try {
    const context = toLambdaContext(name, request.requestId, request.receivedAtMs);
    const outcome = await withDeadline(functions[name](event, context), INTEGRATION_TIMEOUT_MS);
    if (!outcome.ok) {
      return refuse("INTEGRATION_TIMEOUT", request);
    }
    const answer = parseProxyResult(outcome.value);
    if (answer.ok) {
      return answer.value;
    }
    observer.failed(`${name}: ${answer.error}`);
  } catch (error) {
    observer.failed(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  return refuse("DEFAULT_5XX", request);
};

/** The context that a function gets about its invocation. */
const toLambdaContext = (functionName: string, requestId: string, nowMs: number): Context => ({
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
  memoryLimitInMB: "512",
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: "local",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => nowMs + INTEGRATION_TIMEOUT_MS - Date.now(),
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** Captured on AWS: the answer's context, with principalId and the authorizer's time added. */
const toAuthorizerContext = ({ context, principalId }: AuthorizerResult): Record<string, unknown> => ({
  ...context,
  principalId,
  integrationLatency: 0,
});

/** The size of an event without its body: a header of at most 10 kB, twice, and the context. */
const MOST_BYTES_BESIDE_BODY = 100_000;

const isLargerThanLambdaTakes = (event: object, body: Buffer): boolean => {
  const bodyBytes = Math.ceil(body.length / 3) * 4;
  return (
    bodyBytes + MOST_BYTES_BESIDE_BODY > MAX_EVENT_BYTES && JSON.stringify(event).length > MAX_EVENT_BYTES
  );
};
