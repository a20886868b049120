import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Clock } from "../../../lambda/model/clock.ts";
import type { Result } from "../../../lambda/model/result.ts";
import { decodeFamilies } from "./decode-families.ts";
import { parseGroupingPath } from "./grouping-path.ts";
import { MetricStore } from "./metric-store.ts";
import { toMetricsDocument } from "./metrics-api.ts";
import type { StoredFamily, StoredLabel } from "./stored-family.ts";
import { TEXT_CONTENT_TYPE, writeExposition } from "./text-exposition.ts";

export interface EmbeddedPushgateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A small Pushgateway in memory, for machines without one: it takes what the relay sends (delimited protobuf) and serves
 * `/metrics`, `/api/v1/metrics`, `/api/v1/status`, `/-/healthy` and `/-/ready` as the real one does with its check off.
 * Not there: the text format as input, persistence, the web page, its own metrics.
 *
 * @param port on the loopback interface; 0 picks one
 */
export const startEmbeddedPushgateway = async (port: number, now: Clock): Promise<EmbeddedPushgateway> => {
  const respond = createResponder(new MetricStore(), now);
  const server = createServer((request, response) => {
    respond(request).then(
      (answer) => send(response, answer),
      () => send(response, refuse(400, "unexpected EOF")),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PLAIN_TEXT = "text/plain; charset=utf-8";

const send = (response: ServerResponse, { status, headers, body }: Response): void => {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
};

const answer = (status: number, contentType: string, body: string): Response => ({
  status,
  headers: { "Content-Type": contentType },
  body,
});

/** As Go's http.Error does. */
const refuse = (status: number, reason: string): Response => ({
  status,
  headers: { "Content-Type": PLAIN_TEXT, "X-Content-Type-Options": "nosniff" },
  body: `${reason}\n`,
});

const ACCEPTED: Response = { status: 202, headers: {}, body: "" };

const createResponder = (
  store: MetricStore,
  now: Clock,
): ((request: IncomingMessage) => Promise<Response>) => {
  const startedAt = new Date(now()).toISOString();

  return async (request) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const key = parseGroupingPath(path);
    return key === undefined ? read(request.method, path) : change(request, key);
  };

  function read(method: string | undefined, path: string): Response {
    if (method !== "GET") {
      return refuse(405, "Method Not Allowed");
    }
    switch (path) {
      case "/metrics":
        return answer(200, TEXT_CONTENT_TYPE, writeExposition(store.groups));
      case "/api/v1/metrics":
        return answer(200, "application/json", JSON.stringify(toMetricsDocument(store.groups)));
      case "/api/v1/status":
        return answer(200, "application/json", JSON.stringify(toStatusDocument(startedAt)));
      case "/-/healthy":
      case "/-/ready":
        return answer(200, PLAIN_TEXT, "OK");
      default:
        return refuse(404, "404 page not found");
    }
  }

  async function change(
    request: IncomingMessage,
    key: Result<readonly StoredLabel[], string>,
  ): Promise<Response> {
    const { method } = request;
    if (method !== "PUT" && method !== "POST" && method !== "DELETE") {
      return refuse(405, "Method Not Allowed");
    }
    if (!key.ok) {
      return refuse(400, key.error);
    }
    if (method === "DELETE") {
      store.delete(key.value);
      return ACCEPTED;
    }
    const families = decodeBody(await buffer(request));
    if (families === undefined) {
      return refuse(400, "this Pushgateway takes delimited protobuf only");
    }
    store.push(key.value, families, method === "PUT" ? "replace" : "add", now());
    return ACCEPTED;
  }
};

const decodeBody = (body: Uint8Array): ReadonlyMap<string, StoredFamily> | undefined => {
  try {
    return decodeFamilies(body);
  } catch {
    return undefined;
  }
};

const toStatusDocument = (startedAt: string): object => ({
  status: "success",
  data: {
    build_information: { version: "embedded" },
    flags: {
      "persistence.file": "",
      "push.disable-consistency-check": "true",
      "web.telemetry-path": "/metrics",
    },
    start_time: startedAt,
  },
});
