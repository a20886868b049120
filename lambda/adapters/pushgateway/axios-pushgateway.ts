import {
  Axios,
  type AxiosAdapter,
  AxiosError,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import type { Pushgateway, RelayAnswer } from "../../destinations/pushgateway/pushgateway.ts";
import { createPushgateway } from "./pushgateway-client.ts";
import { createExchange, type Exchange, type ExchangeRequest } from "./pushgateway-exchange.ts";

/**
 * The Pushgateway at `baseUrl` behind an axios client. axios' own adapter (streams, follow-redirects, form-data) would take
 * half of a push's total costs, so this one has its own.
 */
export const createAxiosPushgateway = (baseUrl: string): Pushgateway =>
  createPushgateway(throughAxios(createExchange(baseUrl)));

/** Without `axios.create`: merging the library's own defaults into each request would take as long as sending it. */
const throughAxios = (exchange: Exchange): Exchange => {
  const client = new Axios({
    adapter: toAdapter(exchange),
    // Every status is an answer; the relay classifies it.
    validateStatus: null,
  });
  return async ({ method, path, body, timeoutMs }) => {
    try {
      const { status } = await client.request({ method, url: path, data: body, timeout: timeoutMs });
      return { kind: "answered", status };
    } catch (error) {
      // Anything except a failed exchange is a bug, which must not look like an outage.
      if (!(error instanceof AxiosError)) {
        throw error;
      }
      return { kind: OUTAGES.find((outage) => ERROR_CODES[outage] === error.code) ?? "broken" };
    }
  };
};

type Outage = Exclude<RelayAnswer["kind"], "answered">;

/** Codes of an AxiosError. */
const ERROR_CODES: Readonly<Record<Outage, string>> = {
  "timed-out": "ETIMEDOUT",
  "not-connected": "ERR_NOT_CONNECTED",
  "kept-connection-silent": "ERR_KEPT_CONNECTION_SILENT",
  broken: "ERR_CONNECTION_BROKEN",
};

const OUTAGES = Object.keys(ERROR_CODES) as readonly Outage[];

/** Headers of `config` are not sent: those of the exchange are the same for all requests. */
const toAdapter =
  (exchange: Exchange): AxiosAdapter =>
  async (config) => {
    const answer = await exchange(toRequest(config));
    if (answer.kind === "answered") {
      return toResponse(answer.status, config);
    }
    throw new AxiosError(`request failed: ${answer.kind}`, ERROR_CODES[answer.kind], config);
  };

const toRequest = ({
  method = "get",
  url = "",
  data,
  timeout = 0,
}: InternalAxiosRequestConfig): ExchangeRequest => ({
  method: method.toUpperCase() as ExchangeRequest["method"],
  path: url,
  body: data as Uint8Array | undefined,
  timeoutMs: timeout,
});

const toResponse = (status: number, config: InternalAxiosRequestConfig): AxiosResponse => ({
  status,
  statusText: "",
  headers: NO_HEADERS,
  data: undefined,
  config,
});

const NO_HEADERS = {};
