import { urlToHttpOptions } from "node:url";
import { type AxiosAdapter, AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import { urlAuthorization } from "../../model/basic-authorization.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { ExchangeOutage, Peer } from "./http-connection.ts";

/** Codes of an AxiosError. */
export const EXCHANGE_ERRORS = {
  "timed-out": "ETIMEDOUT",
  "not-connected": "ERR_NOT_CONNECTED",
  "kept-connection-silent": "ERR_KEPT_CONNECTION_SILENT",
  broken: "ERR_CONNECTION_BROKEN",
} as const satisfies Record<ExchangeOutage, string>;

/**
 * An axios adapter with kept connections to the server of `root`, for small requests whose answers are only a status.
 * It follows no redirects, ignores proxy settings and the environment, and discards bodies. `config.url` is a path
 * below the path of `root`. Headers are the same for all requests: `contentType` if there is a body, and the Basic
 * credential of `root`; those of `config` are not sent. axios' own adapter (streams, follow-redirects, form-data) would
 * take half of a push's total costs, and node:http with its agent an eighth.
 */
export const createHttpAdapter = (root: URL, contentType: string): AxiosAdapter => {
  const toMessage = createMessageWriter(root, contentType);
  const pool = new ConnectionPool(toPeer(root));
  return (config: InternalAxiosRequestConfig<Uint8Array | undefined>) =>
    new Promise((resolve, reject) =>
      pool.exchange(toMessage(config), config.timeout ?? 0, (outcome) => {
        if (typeof outcome === "number") {
          resolve(toAxiosResponse(outcome, config));
        } else {
          reject(new AxiosError(`request failed: ${outcome}`, EXCHANGE_ERRORS[outcome], config));
        }
      }),
    );
};

const toPeer = (root: URL): Peer => {
  const isTls = root.protocol === "https:";
  const { hostname, port } = urlToHttpOptions(root);
  return { isTls, hostname: hostname ?? "", port: Number(port ?? (isTls ? 443 : 80)) };
};

type WriteMessage = (config: InternalAxiosRequestConfig<Uint8Array | undefined>) => Uint8Array;

/** Writes requests (RFC 9112 section 3). */
const createMessageWriter = (root: URL, contentType: string): WriteMessage => {
  const pathPrefix = root.pathname.replace(/\/$/, "");
  const fields = ` HTTP/1.1\r\nHost: ${root.host}\r\n${toCredential(root)}`;
  const fieldsOfBody = `${fields}Content-Type: ${contentType}\r\nContent-Length: `;
  return ({ method = "get", url = "", data }) => {
    const target = pathPrefix + url;
    // A blank or a line end in it would make it another request. A grouping key contains neither.
    if (/[^!-~]/.test(target)) {
      throw new TypeError("the path of a request has a character that must be escaped");
    }
    const start = `${method.toUpperCase()} ${target}`;
    if (data === undefined) {
      return Buffer.from(`${start}${fields}\r\n`, "latin1");
    }
    const head = `${start}${fieldsOfBody}${data.length}\r\n\r\n`;
    const message = Buffer.allocUnsafe(head.length + data.length);
    message.write(head, "latin1");
    message.set(data, head.length);
    return message;
  };
};

const toCredential = (root: URL): string => {
  const authorization = urlAuthorization(root);
  return authorization === undefined ? "" : `Authorization: ${authorization}\r\n`;
};

const toAxiosResponse = (status: number, config: InternalAxiosRequestConfig): AxiosResponse => ({
  status,
  statusText: "",
  headers: NO_HEADERS,
  data: undefined,
  config,
});

const NO_HEADERS = {};
