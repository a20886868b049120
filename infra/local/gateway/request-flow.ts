import type { Clock } from "../../../lambda/model/clock.ts";
import { GATEWAY_RESPONSES, type GatewayResponse } from "../../../lambda/respond/gateway-responses.ts";
import { type Answer, refuse, toGatewayAnswer } from "./answer.ts";
import type { Authorizer } from "./authorizer.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import { toBrokenAnswer } from "./broken-requests.ts";
import type { Exchange } from "./exchange.ts";
import type { GatewayObserver } from "./gateway-observer.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { type Integration, invokeIntegration } from "./integration.ts";
import { readBody } from "./read-body.ts";
import { routeRequest } from "./route-request.ts";
import type { Throttle } from "./usage-plan.ts";

export interface FlowPorts extends Integration {
  readonly stage: string;
  readonly authorizer: Authorizer;
  readonly throttle: Throttle;
  readonly now: Clock;
  readonly observer: GatewayObserver;
}

/** The request and its answer. The answer is missing if the client has gone or was answered before. */
interface Outcome {
  readonly answer: Answer | undefined;
  /** Undefined until the caller is known. */
  readonly principalId?: string;
}

/**
 * The stages of a request in a REST API: route (404, 405), authorizer (401, 403, 503), usage plan (429), size (413),
 * integration. The order of the first two is API Gateway's (an unknown route is answered without a credential). The
 * order of the others is not documented.
 */
export const createRequestFlow =
  (ports: FlowPorts): ((exchange: Exchange) => Promise<void>) =>
  async (exchange) => {
    try {
      send(await follow(exchange, ports), exchange, ports);
    } catch (error) {
      ports.observer.failed(`gateway: ${error instanceof Error ? error.stack : String(error)}`);
      exchange.answer(refuse("DEFAULT_5XX", exchange));
    }
  };

const follow = async (exchange: Exchange, ports: FlowPorts): Promise<Outcome> => {
  const routed = routeRequest(exchange.request, {
    requestId: exchange.requestId,
    receivedAtMs: ports.now(),
    stage: ports.stage,
  });
  if (!routed.ok) {
    return { answer: routed.error };
  }
  const asked = ports.authorizer.authorize(routed.value);
  // Most verdicts are cached. Waiting for one that is already there would cost every push a turn of the event loop.
  const verdict = asked instanceof Promise ? await asked : asked;
  if (verdict.ok) {
    // With await, since a promise that an async function returns directly takes two more turns.
    return await admit(exchange, routed.value, verdict.value, ports);
  }
  return {
    answer:
      verdict.error === "ARN_TOO_LONG"
        ? toBrokenAnswer("path-too-long", exchange.requestId)
        : refuse(verdict.error, routed.value),
  };
};

const admit = async (
  exchange: Exchange,
  request: GatewayRequest,
  caller: AuthorizerResult,
  ports: FlowPorts,
): Promise<Outcome> => {
  const { principalId } = caller;
  const waitSeconds = ports.throttle(caller.usageIdentifierKey);
  if (waitSeconds !== undefined) {
    return { principalId, answer: toThrottled(waitSeconds, request) };
  }
  const body = await readBody(exchange);
  if (exchange.isAnswered) {
    // As too slow.
    return { principalId, answer: undefined };
  }
  if (body.ok) {
    return { principalId, answer: await invokeIntegration(request, caller, body.value, ports) };
  }
  return { principalId, answer: body.error === "gone" ? undefined : refuse("REQUEST_TOO_LARGE", request) };
};

const send = ({ answer, principalId }: Outcome, exchange: Exchange, { observer }: FlowPorts): void => {
  if (answer !== undefined && exchange.answer(answer)) {
    observer.answered(exchange.describe(answer, principalId));
  }
};

/** API Gateway's own 429 cannot tell how long to wait. The local gateway still calculates it. */
const toThrottled = (waitSeconds: number, { requestId }: GatewayRequest): Answer => {
  const response: GatewayResponse = GATEWAY_RESPONSES.THROTTLED;
  const headers = { ...response.headers, "Retry-After": String(waitSeconds) };
  return toGatewayAnswer({ ...response, headers }, requestId);
};
