import { Axios, AxiosError, type AxiosRequestConfig } from "axios";
import type { Pushgateway, RelayAnswer } from "../../destinations/pushgateway/pushgateway.ts";
import { DELIMITED_PROTOBUF } from "../../model/format.ts";
import { createHttpAdapter, EXCHANGE_ERRORS } from "./http-adapter.ts";

/** The Pushgateway at `baseUrl`, which may contain a route prefix and, as user and password, its Basic credential. */
export const createAxiosPushgateway = (baseUrl: string): Pushgateway => {
  const client = createClient(new URL(baseUrl));
  return {
    send: ({ method, path, body, timeoutMs }) =>
      exchange(client, { method, url: path, timeout: timeoutMs, data: body }),
    isReady: (timeoutMs) => isReady(client, timeoutMs),
  };
};

/**
 * Without `axios.create`: merging the library's own defaults into each request would take as long as sending it. For
 * the same reason the adapter sets the headers, which are always the same.
 */
const createClient = (root: URL): Axios =>
  new Axios({
    adapter: createHttpAdapter(root, DELIMITED_PROTOBUF),
    // Every status is an answer; the relay classifies it.
    validateStatus: null,
  });

const exchange = async (client: Axios, request: AxiosRequestConfig): Promise<RelayAnswer> => {
  try {
    const { status } = await client.request(request);
    return { kind: "answered", status };
  } catch (error) {
    // Anything except a failed exchange is a bug, which must not look like an outage.
    if (!(error instanceof AxiosError)) {
      throw error;
    }
    const outages = Object.keys(EXCHANGE_ERRORS) as (keyof typeof EXCHANGE_ERRORS)[];
    return { kind: outages.find((outage) => EXCHANGE_ERRORS[outage] === error.code) ?? "broken" };
  }
};

const isReady = async (client: Axios, timeoutMs: number): Promise<boolean> => {
  const deadlineMs = Date.now() + timeoutMs;
  const first = await askReadiness(client, timeoutMs);
  // A kept connection that breaks or stays silent says nothing about other connections.
  const isInDoubt = first.kind === "broken" || first.kind === "kept-connection-silent";
  const answer = isInDoubt ? await askReadiness(client, Math.max(1, deadlineMs - Date.now())) : first;
  return answer.kind === "answered" && answer.status === 200;
};

const askReadiness = (client: Axios, timeout: number): Promise<RelayAnswer> =>
  exchange(client, { method: "GET", url: "/-/ready", timeout });
