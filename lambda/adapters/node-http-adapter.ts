import { type IncomingMessage, type RequestOptions, request as startRequest } from "node:http";
import { request as startTlsRequest } from "node:https";
import { urlToHttpOptions } from "node:url";
import {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import { createKeptConnections, type KeptConnections } from "./kept-connections.ts";

/** Connecting inside a VPC takes about a millisecond. After half a second no server is there. */
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
 * An axios adapter over node:http with kept-alive connections to the server of `root`, for small requests whose answers have
 * no useful body. It follows no redirects, ignores proxy settings and the environment, and discards the body. `config.url`
 * is a path below the path of `root`. axios' own http adapter (streams, follow-redirects, form-data) costs half of what a
 * push costs in all. After a failure the next request gets a new connection. Headers are the same for all requests:
 * `contentType` if there is a body, and the Basic credential of `root`; those of `config` are not sent.
 */
export const createNodeHttpAdapter = (root: URL, contentType: string): AxiosAdapter => {
  const peer = toPeer(root, contentType);
  return (config) => new Promise((resolve, reject) => exchange(config, peer, resolve, reject));
};

/** What all requests have in common, made once. */
interface Peer {
  readonly connections: KeptConnections;
  readonly start: typeof startRequest;
  readonly options: RequestOptions;
  readonly pathPrefix: string;
  readonly headerLines: HeaderLines;
  readonly headerLinesOfBody: HeaderLines;
}

/** Names and values in turn, which node:http writes as they are. */
type HeaderLines = readonly string[];

const toPeer = (root: URL, contentType: string): Peer => {
  const headerLines = ["Host", root.host, ...toCredential(root)];
  const { protocol, hostname, port } = urlToHttpOptions(root);
  const connections = createKeptConnections(root.protocol);
  return {
    connections,
    start: protocol === "https:" ? startTlsRequest : startRequest,
    options: { protocol, hostname, port, agent: connections.agent },
    pathPrefix: root.pathname.replace(/\/$/, ""),
    headerLines,
    headerLinesOfBody: [...headerLines, "Content-Type", contentType, "Content-Length"],
  };
};

const toCredential = ({ username, password }: URL): HeaderLines => {
  if (username === "") {
    return [];
  }
  const credential = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return ["Authorization", `Basic ${Buffer.from(credential).toString("base64")}`];
};

const exchange = (
  config: InternalAxiosRequestConfig<Uint8Array | undefined>,
  peer: Peer,
  resolve: (response: AxiosResponse) => void,
  reject: (error: AxiosError) => void,
): void => {
  const { connections } = peer;
  const startMs = Date.now();
  const timeoutMs = config.timeout ?? 0;
  connections.closeIdle();
  const outgoing = peer.start({
    ...peer.options,
    method: config.method?.toUpperCase() ?? "GET",
    path: peer.pathPrefix + (config.url ?? ""),
    headers: toHeaderLines(config.data, peer),
  });
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

const toHeaderLines = (
  data: Uint8Array | undefined,
  { headerLines, headerLinesOfBody }: Peer,
): HeaderLines => (data === undefined ? headerLines : [...headerLinesOfBody, String(data.length)]);

const toAxiosResponse = (incoming: IncomingMessage, config: InternalAxiosRequestConfig): AxiosResponse => ({
  status: incoming.statusCode ?? 0,
  statusText: incoming.statusMessage ?? "",
  headers: NO_HEADERS,
  data: undefined,
  config,
});

const NO_HEADERS = new AxiosHeaders();
