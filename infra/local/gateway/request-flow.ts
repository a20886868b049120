import type { Clock } from "../../../lambda/model/clock.ts";
import {
  GATEWAY_RESPONSES,
  type GatewayResponse,
  type GatewayResponseType,
} from "../../../lambda/respond/gateway-responses.ts";
import { HEALTHY_RESPONSE, type RouteKind } from "../../routes.ts";
import { type Answer, toGatewayAnswer } from "./answer.ts";
import type { Authorizer, AuthorizerVerdict } from "./authorizer.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import { toBrokenAnswer } from "./broken-requests.ts";
import { toProxyEvent } from "./events.ts";
import type { Exchange } from "./exchange.ts";
import type { GatewayObserver } from "./gateway-observer.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { addForwardingHeaders, type HeaderLines, readHeaderLines } from "./header-lines.ts";
import { toLambdaContext } from "./lambda-context.ts";
import { INTEGRATION_TIMEOUT_MS, MAX_EVENT_BYTES, MAX_HEAD_BYTES, MAX_METHOD_ARN_BYTES } from "./limits.ts";
import { parseProxyResult } from "./proxy-answer.ts";
import type { ProxyFunction } from "./proxy-function.ts";
import { parseQueryString } from "./query-string.ts";
import { readBody } from "./read-body.ts";
import { parseRequestTarget } from "./request-target.ts";
import { matchRoute } from "./router.ts";
import type { Throttle } from "./usage-plan.ts";
import { withDeadline } from "./with-deadline.ts";

export interface FlowPorts {
  readonly stage: string;
  readonly authorizer: Authorizer;
  readonly throttle: Throttle;
  readonly push: ProxyFunction;
  readonly now: Clock;
  readonly observer: GatewayObserver;
}

/**
 * The way of a request through a REST API: route (404, 405), authorizer (401, 403, 503), usage plan (429), size (413),
 * integration. The order of the first two is API Gateway's (an unknown route is told without a credential); that of the
 * others is not documented.
 */
export const createRequestFlow = (ports: FlowPorts): ((exchange: Exchange) => Promise<void>) => {
  const { now, observer } = ports;

  return async (exchange) => {
    try {
      await handle(exchange);
    } catch (error) {
      observer.failed(`gateway: ${error instanceof Error ? error.stack : String(error)}`);
      exchange.answer(toGatewayAnswer(GATEWAY_RESPONSES.DEFAULT_5XX, exchange.requestId));
    }
  };

  async function handle(exchange: Exchange): Promise<void> {
    const { request: message, requestId } = exchange;
    const { method = "", url = "", httpVersion } = message;
    const header = readHeaderLines(message.rawHeaders);
    const headBytes = `${method} ${url} HTTP/${httpVersion}\r\n`.length + header.bytes;
    const target = parseRequestTarget(url, ports.stage);
    if (headBytes > MAX_HEAD_BYTES) {
      const isPathLong = target.path.length > MAX_METHOD_ARN_BYTES;
      return end(toBrokenAnswer(isPathLong ? "path-too-long" : "head-too-large", requestId));
    }
    if (!isWellFormed(header, httpVersion)) return end(toBrokenAnswer("malformed", requestId));
    const match = matchRoute(target.path);
    if (match === undefined) return refuse("MISSING_AUTHENTICATION_TOKEN");
    const kind = findKind(match.route.methods, method);
    if (kind === undefined) return end(toGatewayAnswer(match.route.methodNotAllowed, requestId));
    if (kind === "healthy") return end(toGatewayAnswer(HEALTHY_RESPONSE, requestId));

    const request: GatewayRequest = {
      requestId,
      receivedAtMs: now(),
      method,
      ...match,
      ...target,
      header,
      query: parseQueryString(target.query),
      sourceIp: toSourceIp(message.socket.remoteAddress),
      stage: ports.stage,
    };
    addForwardingHeaders(header, {
      sourceIp: request.sourceIp,
      port: String(message.socket.localPort ?? ""),
      traceId: toTraceId(request),
    });
    const asked = ports.authorizer.authorize(request);
    const verdict = asked instanceof Promise ? await asked : asked;
    if (!verdict.ok) return refuseUnauthorized(verdict.error);
    const principalId = verdict.value.principalId;
    const waitSeconds = ports.throttle(verdict.value.usageIdentifierKey);
    if (waitSeconds !== undefined) return end(toThrottled(waitSeconds, requestId), principalId);

    exchange.askForBody();
    const body = await readBody(message);
    if (body.ok) return end(await invoke(request, verdict.value, body.value), principalId);
    if (body.error === "too-large") refuse("REQUEST_TOO_LARGE", principalId);

    function end(answer: Answer, principal?: string): void {
      if (!exchange.answer(answer)) return;
      const sourceIp = toSourceIp(message.socket.remoteAddress);
      observer.answered({ method, path: url, sourceIp, principalId: principal, answer });
    }

    function refuse(type: GatewayResponseType, principal?: string): void {
      end(toGatewayAnswer(GATEWAY_RESPONSES[type], requestId), principal);
    }

    function refuseUnauthorized(refusal: Refusal): void {
      if (refusal === "ARN_TOO_LONG") end(toBrokenAnswer("path-too-long", requestId));
      else refuse(refusal);
    }
  }

  async function invoke(request: GatewayRequest, caller: AuthorizerResult, body: Buffer): Promise<Answer> {
    const event = toProxyEvent(request, toAuthorizerContext(caller), body);
    if (isLargerThanLambdaTakes(event, body)) return toAnswer("REQUEST_TOO_LARGE", request);
    try {
      const context = toLambdaContext("push", request.requestId, request.receivedAtMs);
      const outcome = await withDeadline(ports.push(event, context), INTEGRATION_TIMEOUT_MS);
      if (!outcome.ok) return toAnswer("INTEGRATION_TIMEOUT", request);
      const answer = parseProxyResult(outcome.value);
      if (answer.ok) return answer.value;
      observer.failed(`push: ${answer.error}`);
    } catch (error) {
      observer.failed(`push: ${error instanceof Error ? error.stack : String(error)}`);
    }
    return toAnswer("DEFAULT_5XX", request);
  }
};

type Refusal = Extract<AuthorizerVerdict, { readonly ok: false }>["error"];

const toAnswer = (type: GatewayResponseType, { requestId }: GatewayRequest): Answer =>
  toGatewayAnswer(GATEWAY_RESPONSES[type], requestId);

const findKind = (
  methods: Readonly<Partial<Record<string, RouteKind>>>,
  method: string,
): RouteKind | undefined => (Object.hasOwn(methods, method) ? methods[method] : undefined);

/**
 * What node:http lets pass. RFC 9112 section 3.2: a request of HTTP/1.1 has exactly one Host, one of HTTP/1.0 at most one;
 * a later version is not spoken in this form.
 */
const isWellFormed = ({ hostLines }: HeaderLines, httpVersion: string): boolean =>
  httpVersion === "1.1" ? hostLines === 1 : httpVersion === "1.0" && hostLines <= 1;

/** API Gateway's own 429 cannot say how long; the wait is worked out here all the same. */
const toThrottled = (waitSeconds: number, requestId: string): Answer => {
  const response: GatewayResponse = GATEWAY_RESPONSES.THROTTLED;
  const headers = { ...response.headers, "Retry-After": String(waitSeconds) };
  return toGatewayAnswer({ ...response, headers }, requestId);
};

/** Captured on AWS: the answer's context with principalId and the time the authorizer took beside it. */
const toAuthorizerContext = ({ context, principalId }: AuthorizerResult): Record<string, unknown> => ({
  ...context,
  principalId,
  integrationLatency: 0,
});

/** What the event has beside its body: a header of at most 10 kB, twice, and the context. */
const MOST_BYTES_BESIDE_BODY = 100_000;

const isLargerThanLambdaTakes = (event: object, body: Buffer): boolean => {
  const bodyBytes = Math.ceil(body.length / 3) * 4;
  return (
    bodyBytes + MOST_BYTES_BESIDE_BODY > MAX_EVENT_BYTES && JSON.stringify(event).length > MAX_EVENT_BYTES
  );
};

const toSourceIp = (address: string | undefined): string => (address ?? "").replace(/^::ffff:/, "");

/** `Root=1-<seconds, hexadecimal>-<24 digits>` (X-Ray developer guide, "Tracing header"). */
const toTraceId = ({ requestId, receivedAtMs }: GatewayRequest): string =>
  `Root=1-${Math.floor(receivedAtMs / 1_000).toString(16)}-${requestId.replaceAll("-", "").slice(0, 24)}`;
