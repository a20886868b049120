import type { Context } from "aws-lambda";
import { INTEGRATION_TIMEOUT_MS } from "./limits.ts";

/** The context that a function gets about its invocation. */
export const toLambdaContext = (functionName: string, requestId: string, nowMs: number): Context => ({
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
