import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { type Clock, isWithin } from "../../../lambda/model/clock.ts";
import { dropOldest } from "../../../lambda/model/drop-oldest.ts";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { GatewayResponseType } from "../../../lambda/respond/gateway-responses.ts";
import { type AuthorizerResult, parseAuthorizerResult } from "./authorizer-result.ts";
import { toAuthorizerEvent } from "./events.ts";
import { type GatewayRequest, toMethodArn } from "./gateway-request.ts";
import { AUTHORIZER_CACHE_MS, AUTHORIZER_TIMEOUT_MS, MAX_METHOD_ARN_BYTES } from "./limits.ts";
import { evaluatePolicy } from "./policy.ts";

export type AuthorizerHandler = (event: APIGatewayRequestAuthorizerEvent) => Promise<unknown>;

export type AuthorizerRefusal = Extract<
  GatewayResponseType,
  "UNAUTHORIZED" | "ACCESS_DENIED" | "AUTHORIZER_FAILURE"
>;

/** A refusal before the authorizer is called or its policy compared. */
export type AuthorizerVerdict = Result<AuthorizerResult, AuthorizerRefusal | "ARN_TOO_LONG">;

export interface Authorizer {
  authorize(request: GatewayRequest): AuthorizerVerdict | Promise<AuthorizerVerdict>;
}

export interface AuthorizerSettings {
  readonly invoke: AuthorizerHandler;
  readonly now: Clock;
  /** Called with errors of the authorizer itself. */
  readonly reportOutage: (reason: string) => void;
}

/** Only this process needs the bound; API Gateway's cache does not use its memory. */
const MAX_CACHED = 10_000;

/**
 * A REQUEST authorizer whose identity source is the Authorization header. API Gateway developer guide, "Configure a Lambda
 * authorizer" and "Enable caching": without an identity source the answer is 401 and the function is not called. Answers,
 * also a Deny, are cached by identity source. Errors and malformed answers are not cached (ministack's source, from
 * measurements on AWS).
 */
export const createAuthorizer = ({ invoke, now, reportOutage }: AuthorizerSettings): Authorizer => {
  const cache = new Map<string, { readonly result: AuthorizerResult; readonly answeredAtMs: number }>();

  const findCached = (key: string): AuthorizerResult | undefined => {
    const entry = cache.get(key);
    if (entry === undefined || isWithin(entry.answeredAtMs, now(), AUTHORIZER_CACHE_MS)) {
      return entry?.result;
    }
    cache.delete(key);
    return undefined;
  };

  const remember = (key: string, result: AuthorizerResult): void => {
    cache.set(key, { result, answeredAtMs: now() });
    dropOldest(cache, MAX_CACHED);
  };

  const ask = async (key: string, request: GatewayRequest): Promise<AuthorizerVerdict> => {
    const answer = await askFunction(invoke, request);
    if (!answer.ok) {
      if (answer.error.refusal === "AUTHORIZER_FAILURE") {
        reportOutage(answer.error.reason);
      }
      return err(answer.error.refusal);
    }
    remember(key, answer.value);
    return applyPolicy(answer.value, request);
  };

  return {
    authorize: (request) => {
      const key = request.header.authorization;
      if (key === undefined) {
        return err("UNAUTHORIZED");
      }
      if (toMethodArn(request).length > MAX_METHOD_ARN_BYTES) {
        return err("ARN_TOO_LONG");
      }
      const cached = findCached(key);
      return cached === undefined ? ask(key, request) : applyPolicy(cached, request);
    },
  };
};

interface ExplainedRefusal {
  readonly refusal: AuthorizerRefusal;
  readonly reason: string;
}

/**
 * Throwing exactly "Unauthorized" is a 401, anything else a 500 (status codes as marcogrcr measured them on REST APIs).
 */
const askFunction = async (
  invoke: AuthorizerHandler,
  request: GatewayRequest,
): Promise<Result<AuthorizerResult, ExplainedRefusal>> => {
  try {
    const answer = await withDeadline(invoke(toAuthorizerEvent(request)), AUTHORIZER_TIMEOUT_MS);
    const result = answer.ok ? parseAuthorizerResult(answer.value) : err("it did not answer in time");
    return result.ok ? result : err({ refusal: "AUTHORIZER_FAILURE", reason: result.error });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ refusal: reason === "Unauthorized" ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE", reason });
  }
};

const applyPolicy = (result: AuthorizerResult, request: GatewayRequest): AuthorizerVerdict =>
  evaluatePolicy(result.statements, toMethodArn(request)) === "allow" ? ok(result) : err("ACCESS_DENIED");
