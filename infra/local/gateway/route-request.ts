import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import { HEALTHY_RESPONSE, type ResourceRoutes, type RouteKind } from "../../routes.ts";
import { type Answer, refuse, toGatewayAnswer } from "./answer.ts";
import { type BrokenRequest, toBrokenAnswer } from "./broken-requests.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { addForwardingHeaders, type HeaderLines, readHeaderLines } from "./header-lines.ts";
import { MAX_HEAD_BYTES, MAX_METHOD_ARN_BYTES } from "./limits.ts";
import { parseQueryString } from "./query-string.ts";
import { parseRequestTarget, type RequestTarget } from "./request-target.ts";
import { matchRoute, type RouteMatch } from "./router.ts";

export interface RouteContext {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly stage: string;
}

/**
 * Finds the route of a request without reading its body. The error is the answer to a request that ends here: broken,
 * unknown (404), not allowed (405), or a MOCK integration. None of these needs a credential.
 */
export const routeRequest = (
  message: IncomingMessage,
  context: RouteContext,
): Result<GatewayRequest, Answer> => {
  const { requestId } = context;
  const header = readHeaderLines(message.rawHeaders);
  const target = parseRequestTarget(message.url ?? "", context.stage);
  const broken = findBroken(message, header, target);
  if (broken !== undefined) {
    return err(toBrokenAnswer(broken, requestId));
  }
  const match = matchRoute(target.path);
  if (match === undefined) {
    return err(refuse("MISSING_AUTHENTICATION_TOKEN", context));
  }
  const kind = findKind(match.route, message.method ?? "");
  if (kind === undefined) {
    return err(toGatewayAnswer(match.route.methodNotAllowed, requestId));
  }
  if (kind === "healthy") {
    return err(toGatewayAnswer(HEALTHY_RESPONSE, requestId));
  }
  return ok(toRequest(message, context, { header, target, match, kind }));
};

/** Checks what node:http does not refuse. */
const findBroken = (
  { method = "", url = "", httpVersion }: IncomingMessage,
  header: HeaderLines,
  { path }: RequestTarget,
): BrokenRequest | undefined => {
  const lineBytes = `${method} ${url} HTTP/${httpVersion}\r\n`.length;
  if (lineBytes + header.bytes > MAX_HEAD_BYTES) {
    return path.length > MAX_METHOD_ARN_BYTES ? "path-too-long" : "head-too-large";
  }
  return hasValidHost(header, httpVersion) ? undefined : "malformed";
};

/**
 * RFC 9112 section 3.2: a request of HTTP/1.1 has exactly one Host, one of HTTP/1.0 at most one. Later versions have
 * another syntax.
 */
const hasValidHost = ({ hostLines }: HeaderLines, httpVersion: string): boolean =>
  httpVersion === "1.1" ? hostLines === 1 : httpVersion === "1.0" && hostLines <= 1;

const findKind = ({ methods }: ResourceRoutes, method: string): RouteKind | undefined =>
  Object.hasOwn(methods, method) ? methods[method as keyof typeof methods] : undefined;

interface RoutedParts {
  readonly header: HeaderLines;
  readonly target: RequestTarget;
  readonly match: RouteMatch;
  readonly kind: RouteKind;
}

const toRequest = (
  { method = "", socket }: IncomingMessage,
  context: RouteContext,
  { header, target, match, kind }: RoutedParts,
): GatewayRequest => {
  const sourceIp = toSourceIp(socket.remoteAddress);
  addForwardingHeaders(header, {
    sourceIp,
    port: String(socket.localPort ?? ""),
    traceId: toTraceId(context),
  });
  const query = parseQueryString(target.query);
  return { ...context, method, kind, ...match, ...target, header, query, sourceIp };
};

/** An IPv4 address that arrived over an IPv6 socket, in IPv4 form. */
const toSourceIp = (address: string | undefined): string => (address ?? "").replace(/^::ffff:/, "");

/**
 * `Root=1-<seconds, hexadecimal>-<24 digits>` (X-Ray developer guide, "Tracing header"). The digits are those of the
 * request id, a UUID, between its hyphens: removing these by a search takes three times as long.
 */
const toTraceId = ({ requestId: id, receivedAtMs }: RouteContext): string => {
  const digits = id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24, 28);
  return `Root=1-${Math.floor(receivedAtMs / 1_000).toString(16)}-${digits}`;
};
