import { type IncomingMessage, type RequestOptions, request as startRequest } from "node:http";
import { request as startTlsRequest } from "node:https";
import {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import { createKeptConnections, type KeptConnections } from "./kept-connections.ts";

/** Connecting inside a VPC takes about a millisecond: half a second says that nobody is there. */
const CONNECT_TIMEOUT_MS = 500;

/** Codes of an AxiosError beside its own `ETIMEDOUT`, which is for the whole exchange. */
export const EXCHANGE_ERRORS = {
  /** Nothing was sent. */
  notConnected: "ERR_NOT_CONNECTED",
  /** A connection that was kept from an earlier request gave no answer; half of the time at least is left. */
  keptConnectionSilent: "ERR_KEPT_CONNECTION_SILENT",
  /** The connection ended before the answer was complete. */
  broken: "ERR_CONNECTION_BROKEN",
} as const;

/**
 * An axios adapter over node:http with kept-alive connections to `origin`, for small requests whose answers have no body of
 * interest: it follows no redirect and no proxy setting, reads no environment and discards the body. axios' own http
 * adapter (streams, follow-redirects, form-data) costs half of what a push costs in all. After a failure the next request
 * gets a new connection.
 */
export const createNodeHttpAdapter = ({ protocol }: Pick<URL, "protocol">): AxiosAdapter => {
  const connections = createKeptConnections(protocol);
  return (config) => new Promise((resolve, reject) => exchange(config, connections, resolve, reject));
};

const exchange = (
  config: InternalAxiosRequestConfig,
  connections: KeptConnections,
  resolve: (response: AxiosResponse) => void,
  reject: (error: AxiosError) => void,
): void => {
  const startMs = Date.now();
  const timeoutMs = config.timeout ?? 0;
  connections.closeIdle();
  const url = new URL(`${config.baseURL ?? ""}${config.url ?? ""}`);
  const start = url.protocol === "https:" ? startTlsRequest : startRequest;
  const outgoing = start(url, { ...toRequestOptions(config), agent: connections.agent });
  let isConnected = false;
  let answerTimer: NodeJS.Timeout | undefined;
  let connectTimer: NodeJS.Timeout | undefined;
  const stopTimers = (): void => {
    clearTimeout(answerTimer);
    clearTimeout(connectTimer);
  };
  const fail = (code: string): void => {
    stopTimers();
    connections.closeAll();
    reject(new AxiosError(`request failed: ${code}`, code, config, outgoing));
    outgoing.destroy();
  };
  outgoing.once("socket", (socket) => {
    isConnected = !socket.connecting;
    if (isConnected) {
      answerTimer = setTimeout(fail, connections.silenceMs(timeoutMs), EXCHANGE_ERRORS.keptConnectionSilent);
      return;
    }
    answerTimer = setTimeout(fail, timeoutMs, AxiosError.ETIMEDOUT);
    connectTimer = setTimeout(fail, CONNECT_TIMEOUT_MS, EXCHANGE_ERRORS.notConnected);
    socket.once("connect", () => {
      isConnected = true;
      clearTimeout(connectTimer);
    });
  });
  outgoing.on("error", () => fail(isConnected ? EXCHANGE_ERRORS.broken : EXCHANGE_ERRORS.notConnected));
  outgoing.once("response", (incoming) => {
    incoming.resume();
    incoming.once("error", () => fail(EXCHANGE_ERRORS.broken));
    incoming.once("end", () => {
      stopTimers();
      connections.noteAnswer(Date.now() - startMs);
      resolve(toAxiosResponse(incoming, config));
    });
  });
  outgoing.end(config.data);
};

const toRequestOptions = (config: InternalAxiosRequestConfig): RequestOptions => ({
  method: config.method?.toUpperCase() ?? "GET",
  headers: config.headers.toJSON() as Record<string, string>,
});

const toAxiosResponse = (incoming: IncomingMessage, config: InternalAxiosRequestConfig): AxiosResponse => ({
  status: incoming.statusCode ?? 0,
  statusText: incoming.statusMessage ?? "",
  headers: new AxiosHeaders(),
  data: undefined,
  config,
});
