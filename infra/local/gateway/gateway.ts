import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import type { RateConfig } from "../../../lambda/config/proxy-config.ts";
import type { Clock } from "../../../lambda/model/clock.ts";
import { answerBroken, answerUnread } from "./answer-broken.ts";
import { type AuthorizerHandler, createAuthorizer } from "./authorizer.ts";
import type { ParseError } from "./broken-requests.ts";
import { Connections } from "./connections.ts";
import { Exchange } from "./exchange.ts";
import type { GatewayObserver } from "./gateway-observer.ts";
import { isBrowserAtRoot, sendHomePage } from "./home-page.ts";
import type { IntegrationHandler } from "./integration.ts";
import { createRequestFlow } from "./request-flow.ts";
import { createThrottle } from "./usage-plan.ts";

export interface GatewaySettings {
  readonly stage: string;
  readonly authorizer: AuthorizerHandler;
  readonly push: IntegrationHandler;
  readonly page: IntegrationHandler;
  /** By usage identifier key. A key without an entry has no throttle. */
  readonly rates: ReadonlyMap<string, RateConfig>;
  readonly now: Clock;
  readonly observer: GatewayObserver;
  /** The console's address, for a browser at the root. Undefined: there is none, or not yet. */
  readonly consoleUrl?: () => string | undefined;
}

export interface LocalGateway {
  readonly server: Server;
  /** Uses these settings for new requests. Requests in flight keep theirs. */
  replaceSettings(settings: GatewaySettings): void;
  /**
   * Accepts no more connections, answers what has arrived and what arrives on open connections shortly afterwards, and
   * then ends every connection.
   */
  close(): Promise<void>;
}

/** A client's time limits. API Gateway's own are not documented. */
const HEAD_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 60_000;

/** Containers are killed 10 s after they were asked to end, and the Pushgateway ends after the gateway. */
const DRAIN_TIMEOUT_MS = 5_000;

/** A client that was just answered has time to send its next request, whose answer then ends the connection. */
const LAST_REQUESTS_MS = 50;

/**
 * Larger than API Gateway's limit, so that a header slightly over it is read completely and gets an answer with a
 * reason.
 */
const PARSER_HEAD_BYTES = 32 * 1024;

/**
 * An imitation of an API Gateway REST API with Lambda proxy integrations and a REQUEST authorizer. It passes the real
 * functions the events that they get on AWS and answers as API Gateway would. The source of each behaviour is named beside
 * it. Not imitated: API keys in requests, throttles of the stage and of methods, canaries, caching of answers, TLS, HTTP/2.
 */
export const createLocalGateway = (settings: GatewaySettings): LocalGateway => {
  let flow = toFlow(settings);
  let { consoleUrl, observer } = settings;
  const connections = new Connections();

  const serve = (request: IncomingMessage, response: ServerResponse, expects: "continue" | "none"): void => {
    const url = isBrowserAtRoot(request) ? consoleUrl?.() : undefined;
    if (url !== undefined) {
      sendHomePage(response, new URL(url).origin);
      return;
    }
    if (!request.socket.writable) {
      // It was answered before it arrived: as too slow.
      request.resume();
      return;
    }
    const exchange = new Exchange(request, response, expects);
    connections.add(exchange, () => void flow(exchange));
  };

  const server = createServer(SERVER_OPTIONS, (request, response) => serve(request, response, "none"));
  // Without a limit on their number node:http drops headers after the 2,000th. Their size is still limited.
  server.maxHeadersCount = 0;
  server.on("checkContinue", (request, response) => serve(request, response, "continue"));
  // Any other expectation is ignored, as RFC 9110 section 10.1.1 allows.
  server.on("checkExpectation", (request, response) => serve(request, response, "none"));
  // Otherwise a client that never reads a large answer would keep it in memory.
  server.timeout = IDLE_TIMEOUT_MS;
  server.on("connection", (socket) => socket.once("close", () => connections.forget(socket)));
  // A client that ends its side of the connection after its request, as `nc -N` does, still gets its answer. Node.js
  // does not document this property.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("clientError", (error: ParseError, socket: Socket) =>
    answerBroken(error, socket, connections, observer),
  );
  server.on("connect", ({ method = "", url: path = "" }, socket: Socket) =>
    answerUnread(socket, "malformed", observer, { method, path }),
  );

  const close = async (): Promise<void> => {
    connections.drain();
    await endOfTurn();
    // http's own close() would at once end connections whose next request has arrived and is not read yet.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    await sleep(LAST_REQUESTS_MS);
    await withDeadline(connections.untilIdle(), DRAIN_TIMEOUT_MS);
    server.close();
    server.closeAllConnections();
    await closed;
  };

  const replaceSettings = (replacement: GatewaySettings): void => {
    flow = toFlow(replacement);
    ({ consoleUrl, observer } = replacement);
  };

  return { server, replaceSettings, close };
};

const toFlow = (settings: GatewaySettings): ((exchange: Exchange) => Promise<void>) =>
  createRequestFlow({
    ...settings,
    authorizer: createAuthorizer({
      invoke: settings.authorizer,
      now: settings.now,
      reportOutage: (reason) => settings.observer.failed(`authorizer: ${reason}`),
    }),
    throttle: createThrottle(settings.rates, settings.now),
  });

const SERVER_OPTIONS = {
  insecureHTTPParser: false,
  requireHostHeader: false,
  maxHeaderSize: PARSER_HEAD_BYTES,
  headersTimeout: HEAD_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: IDLE_TIMEOUT_MS,
  connectionsCheckingInterval: 1_000,
  noDelay: true,
} as const;
