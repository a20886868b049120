import middy from "@middy/core";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import type { Authenticate } from "../authenticate/authenticate.ts";
import type { AuthenticationOutcome } from "../authenticate/authentication-outcome.ts";
import { authorizationOf } from "../authenticate/authorization-header.ts";
import { toAuthorizerPolicy } from "../authenticate/authorizer-policy.ts";

export interface AuthorizerPorts {
  readonly authenticate: Authenticate;
  /** Of the configuration. It is part of the key for which requests are counted. */
  readonly environment: string;
  readonly audit: AuthorizerAudit;
}

/** Called for every checked credential. The gateway's cache answers most requests without a check. */
export type AuthorizerAudit = (outcome: AuthenticationOutcome, requestId: string) => void;

type AuthorizerHandler = (
  event: APIGatewayRequestAuthorizerEvent,
  context?: object,
) => Promise<APIGatewayAuthorizerResult>;

/**
 * The authorizer function. API Gateway knows two answers beside a policy: an error with exactly the text `Unauthorized`
 * is a 401, and any other error its AUTHORIZER_FAILURE response, which is our 503.
 */
export const createAuthorizerHandler = (ports: AuthorizerPorts): AuthorizerHandler =>
  middy<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>().handler((event) =>
    authorize(event, ports),
  ) as AuthorizerHandler;

const authorize = async (
  event: APIGatewayRequestAuthorizerEvent,
  { authenticate, environment, audit }: AuthorizerPorts,
): Promise<APIGatewayAuthorizerResult> => {
  const outcome = await authenticate(authorizationOf(event));
  const answered = answer(outcome, event.methodArn, environment);
  audit(answered.outcome, event.requestContext.requestId);
  if (answered.policy === undefined) {
    throw new Error(answered.error);
  }
  return answered.policy;
};

type Answered = { readonly outcome: AuthenticationOutcome } & (
  | { readonly policy: APIGatewayAuthorizerResult }
  | { readonly policy?: undefined; readonly error: string }
);

const answer = (outcome: AuthenticationOutcome, methodArn: string, environment: string): Answered => {
  switch (outcome.kind) {
    case "refused":
      return { outcome, error: UNAUTHORIZED };
    case "unavailable":
      return { outcome, error: `credentials cannot be checked: ${outcome.reason} unavailable` };
    case "authenticated": {
      const policy = toAuthorizerPolicy(outcome.caller, methodArn, environment);
      if (policy.ok) {
        return { outcome, policy: policy.value };
      }
      const callerId = outcome.caller.config.id;
      return { outcome: { kind: "refused", reason: policy.error, callerId }, error: UNAUTHORIZED };
    }
  }
};

const UNAUTHORIZED = "Unauthorized";
