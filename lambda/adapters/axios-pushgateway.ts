import axios, { AxiosError, type AxiosInstance } from "axios";
import type { Pushgateway, RelayAnswer, RelayRequest } from "../relay/pushgateway.ts";
import { DELIMITED_PROTOBUF } from "../request/payload-format.ts";
import { createNodeHttpAdapter } from "./node-http-adapter.ts";

/** The Pushgateway at `baseUrl`, which may hold a route prefix and, as user and password, its Basic credential. */
export const createAxiosPushgateway = (baseUrl: string): Pushgateway => {
  const client = createClient(new URL(baseUrl));
  return {
    send: (request) => send(client, request),
    isReady: async (timeoutMs) => (await get(client, "/-/ready", timeoutMs)) === 200,
  };
};

const createClient = ({ origin, pathname, username, password }: URL): AxiosInstance =>
  axios.create({
    adapter: createNodeHttpAdapter(),
    baseURL: `${origin}${pathname.replace(/\/$/, "")}`,
    // Every status is an answer: the relay decides what it means.
    validateStatus: null,
    headers: username === "" ? {} : { Authorization: toBasic(username, password) },
  });

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
    return { kind: isTimeout(error) ? "timed-out" : "unreachable" };
  }
};

const toBodyHeaders = (body: Uint8Array): Record<string, string> => ({
  "Content-Type": DELIMITED_PROTOBUF,
  "Content-Length": String(body.length),
});

const get = async (client: AxiosInstance, url: string, timeout: number): Promise<number> => {
  try {
    return (await client.get(url, { timeout })).status;
  } catch {
    return 0;
  }
};

const isTimeout = (error: unknown): boolean =>
  error instanceof AxiosError && error.code === AxiosError.ETIMEDOUT;
