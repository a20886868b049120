import { type IncomingMessage, request } from "node:http";
import { request as tlsRequest } from "node:https";
import type {
  RemoteWriteAnswer,
  RemoteWriteReceiver,
  RemoteWriteRequest,
} from "../../destinations/remote-write/receiver.ts";
import { rejectUpgrade } from "../http-get.ts";
import { createKeptConnections } from "../kept-connections.ts";

export interface RemoteWriteReceiverSettings {
  readonly url: URL;
  /** The configured headers. Those of the protocol take precedence. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: RequestAuthorizer;
}

/** How a request proves its sender. */
export interface RequestAuthorizer {
  /** All headers of the request, with its signature or credential. Rejects if the credential cannot be read. */
  authorize(request: UnauthorizedRequest): Promise<Readonly<Record<string, string>>>;
  /** Reads the credential again. */
  renew(): Promise<void>;
}

export interface UnauthorizedRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export const NO_AUTHORIZATION: RequestAuthorizer = {
  authorize: async ({ headers }) => headers,
  renew: async () => {},
};

/** A receiver at a URL. */
export const createRemoteWriteReceiver = (settings: RemoteWriteReceiverSettings): RemoteWriteReceiver => {
  const { url, headers, authorization } = settings;
  const connections = createKeptConnections(url.protocol);
  return {
    renewCredential: () => authorization.renew(),
    send: async (message) => {
      try {
        connections.closeIdle();
        const authorized = await authorization.authorize({
          url,
          headers: { ...headers, ...toProtocolHeaders(message) },
          body: message.body,
        });
        return await exchange(url, authorized, message, connections.agent);
      } catch (error) {
        return { kind: "unanswered", reason: describe(error, message.timeoutMs) };
      }
    },
  };
};

const toProtocolHeaders = ({ protocol, attempt, body }: RemoteWriteRequest): Record<string, string> => ({
  "accept-encoding": "identity",
  "content-encoding": "snappy",
  "content-length": String(body.length),
  "content-type":
    protocol === "1.0"
      ? "application/x-protobuf"
      : "application/x-protobuf;proto=io.prometheus.write.v2.Request",
  "user-agent": "pushgateway-proxy",
  "x-prometheus-remote-write-version": protocol === "1.0" ? "0.1.0" : "2.0.0",
  ...(attempt > 0 && { "retry-attempt": String(attempt) }),
});

const exchange = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  { body, timeoutMs }: RemoteWriteRequest,
  agent: ReturnType<typeof createKeptConnections>["agent"],
): Promise<RemoteWriteAnswer> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? tlsRequest : request;
    const signal = AbortSignal.timeout(timeoutMs);
    send(url, { method: "POST", headers, agent, signal }, (response) => {
      readAnswer(response).then(resolve, reject);
    })
      .on("error", reject)
      .on("upgrade", rejectUpgrade(reject))
      .end(body);
  });

/** The most bytes of a body that are kept for the log. */
const MAX_TEXT_LENGTH = 300;

const readAnswer = async (response: IncomingMessage): Promise<RemoteWriteAnswer> => {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += text.length < MAX_TEXT_LENGTH ? chunk : "";
  }
  const { headers, statusCode = 0 } = response;
  return {
    kind: "answered",
    status: statusCode,
    retryAfterMs: parseRetryAfter(headers["retry-after"], Date.now()),
    written: WRITTEN_HEADERS.reduce((sum, name) => sum + parseCount(headers[name]), 0),
    text: isPlain(headers["content-encoding"]) ? toLine(text).slice(0, MAX_TEXT_LENGTH) : "",
  };
};

/** The text on one line. */
const toLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Some servers compress, although the request does not allow it. */
const isPlain = (contentEncoding = "identity"): boolean => contentEncoding === "identity";

/** A series has at least one of these two. */
const WRITTEN_HEADERS = [
  "x-prometheus-remote-write-samples-written",
  "x-prometheus-remote-write-histograms-written",
] as const;

const parseCount = (text: string | string[] | undefined): number =>
  typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : 0;

/** Seconds or a date (RFC 9110). */
export const parseRetryAfter = (text: string | undefined, nowMs: number): number | undefined => {
  if (text === undefined) {
    return undefined;
  }
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

const describe = (error: unknown, timeoutMs: number): string => {
  const { name, message } = error as Error;
  if (name === "AbortError" || name === "TimeoutError") {
    return `no answer within ${timeoutMs / 1_000} s`;
  }
  return `no answer: ${toLine(message === "" ? name : message)}`;
};
