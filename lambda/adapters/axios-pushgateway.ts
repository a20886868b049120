import axios, { AxiosError, type AxiosInstance } from "axios";
import type { Pushgateway, RelayAnswer, RelayRequest } from "../relay/pushgateway.ts";
import { DELIMITED_PROTOBUF } from "../request/payload-format.ts";
import { createNodeHttpAdapter } from "./node-http-adapter.ts";

/** The Pushgateway at `baseUrl`, which may hold a route prefix and, as user and password, its Basic credential. */
export const createAxiosPushgateway = (baseUrl: string): Pushgateway => {
  const client = createClient(new URL(baseUrl));
  return {
    send: (request) => send(client, request),
    isReady: (timeoutMs) => isReady(client, timeoutMs),
  };
};

const createClient = ({ origin, pathname, username, password }: URL): AxiosInstance =>
  axios.create({
    adapter: createNodeHttpAdapter(),
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
  if (!(error instanceof AxiosError)) throw error;
  return { kind: error.code === AxiosError.ETIMEDOUT ? "timed-out" : "unreachable" };
};

const isReady = async (client: AxiosInstance, timeout: number): Promise<boolean> => {
  try {
    return (await client.get("/-/ready", { timeout })).status === 200;
  } catch (error) {
    return toAnswer(error).kind === "answered";
  }
};
