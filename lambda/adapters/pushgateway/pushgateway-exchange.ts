import { urlToHttpOptions } from "node:url";
import type { RelayAnswer, RelayRequest } from "../../destinations/pushgateway/pushgateway.ts";
import { urlAuthorization } from "../../model/basic-authorization.ts";
import { DELIMITED_PROTOBUF } from "../../model/format.ts";
import type { Method } from "../../model/push-request.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { Peer } from "./http-connection.ts";

/** Sends a request once. Follows no redirects, and ignores proxy settings and the environment. */
export type Exchange = (request: ExchangeRequest) => Promise<RelayAnswer>;

export interface ExchangeRequest extends Omit<RelayRequest, "method"> {
  readonly method: Method | "GET";
}

/**
 * Requests to the Pushgateway at `baseUrl`, which may contain a route prefix and, as user and password, its Basic
 * credential. Connections are kept. Only the status of an answer is read: node:http with its agent would take an eighth of a
 * push's total costs.
 */
export const createExchange = (baseUrl: string): Exchange => {
  const root = new URL(baseUrl);
  const toMessage = createMessageWriter(root);
  const pool = new ConnectionPool(toPeer(root));
  return (request) =>
    new Promise((resolve) =>
      pool.exchange(toMessage(request), request.timeoutMs, (outcome) =>
        resolve(typeof outcome === "number" ? { kind: "answered", status: outcome } : { kind: outcome }),
      ),
    );
};

const toPeer = (root: URL): Peer => {
  const isTls = root.protocol === "https:";
  const { hostname, port } = urlToHttpOptions(root);
  return { isTls, hostname: hostname ?? "", port: Number(port ?? (isTls ? 443 : 80)) };
};

/** Writes requests (RFC 9112 section 3). */
const createMessageWriter = (root: URL): ((request: ExchangeRequest) => Uint8Array) => {
  const pathPrefix = root.pathname.replace(/\/$/, "");
  const fields = ` HTTP/1.1\r\nHost: ${root.host}\r\n${toCredential(root)}`;
  const fieldsOfBody = `${fields}Content-Type: ${DELIMITED_PROTOBUF}\r\nContent-Length: `;
  return ({ method, path, body }) => {
    const target = pathPrefix + path;
    // A blank or a line end in it would make it another request. A grouping key contains neither.
    if (/[^!-~]/.test(target)) {
      throw new TypeError("the path of a request has a character that must be escaped");
    }
    const start = `${method} ${target}`;
    if (body === undefined) {
      return Buffer.from(`${start}${fields}\r\n`, "latin1");
    }
    const head = `${start}${fieldsOfBody}${body.length}\r\n\r\n`;
    const message = Buffer.allocUnsafe(head.length + body.length);
    message.write(head, "latin1");
    message.set(body, head.length);
    return message;
  };
};

const toCredential = (root: URL): string => {
  const authorization = urlAuthorization(root);
  return authorization === undefined ? "" : `Authorization: ${authorization}\r\n`;
};
