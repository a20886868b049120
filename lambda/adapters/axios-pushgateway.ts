import axios, { AxiosError, type AxiosInstance } from "axios";
import type { Pushgateway, RelayAnswer, RelayRequest } from "../destinations/pushgateway/pushgateway.ts";
import { DELIMITED_PROTOBUF } from "../model/format.ts";
import { createNodeHttpAdapter, EXCHANGE_ERRORS } from "./node-http-adapter.ts";

/** The Pushgateway at `baseUrl`, which may hold a route prefix and, as user and password, its Basic credential. */
export const createAxiosPushgateway = (baseUrl: string): Pushgateway => {
  const client = createClient(new URL(baseUrl));
  return {
    send: (request) => send(client, request),
    isReady: (timeoutMs) => isReady(client, timeoutMs),
  };
};

const createClient = ({ origin, protocol, pathname, username, password }: URL): AxiosInstance =>
  axios.create({
    adapter: createNodeHttpAdapter({ protocol }),
    baseURL: `${origin}${pathname.replace(/\/$/, "")}`,
    // By default axios sends the whole buffer under a Uint8Array, and parses answers.
    transformRequest: asItIs,
    transformResponse: asItIs,
    // Every status is an answer: the relay decides what it means.
    validateStatus: null,
    headers: username === "" ? {} : { Authorization: toBasic(username, password) },
  });

const asItIs = (data: unknown): unknown => data;

const toBasic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;

const send = async (client: AxiosInstance, request: RelayRequest): Promise<RelayAnswer> => {
  try {
    const { status } = await client.request({
      method: request.method,
      url: request.path,
      timeout: request.timeoutMs,
      ...(request.body !== undefined && { data: request.body, headers: toBodyHeaders(request.body) }),
    });
    return { kind: "answered", status };
  } catch (error) {
    return toAnswer(error);
  }
};

const toBodyHeaders = (body: Uint8Array): Record<string, string> => ({
  "Content-Type": DELIMITED_PROTOBUF,
  "Content-Length": String(body.length),
});

const toAnswer = (error: unknown): RelayAnswer => {
  // Anything else than a failed exchange is a bug, which must not look like an outage.
  if (!(error instanceof AxiosError)) {
    throw error;
  }
  switch (error.code) {
    case EXCHANGE_ERRORS.notConnected:
      return { kind: "not-connected" };
    case EXCHANGE_ERRORS.keptConnectionSilent:
      return { kind: "kept-connection-silent" };
    case AxiosError.ETIMEDOUT:
      return { kind: "timed-out" };
    default:
      return { kind: "broken" };
  }
};

const isReady = async (client: AxiosInstance, timeoutMs: number): Promise<boolean> => {
  const deadlineMs = Date.now() + timeoutMs;
  const first = await askWhetherReady(client, timeoutMs);
  // What a kept connection says by breaking or keeping silent is true of that connection only.
  const isInDoubt = first.kind === "broken" || first.kind === "kept-connection-silent";
  const answer = isInDoubt ? await askWhetherReady(client, Math.max(1, deadlineMs - Date.now())) : first;
  return answer.kind === "answered" && answer.status === 200;
};

const askWhetherReady = async (client: AxiosInstance, timeout: number): Promise<RelayAnswer> => {
  try {
    return { kind: "answered", status: (await client.get("/-/ready", { timeout })).status };
  } catch (error) {
    return toAnswer(error);
  }
};
