import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, isIP, type Socket } from "node:net";
import { packPage } from "../../lambda/adapters/page/pack-page.ts";
import { withDeadline } from "../../lambda/adapters/waiting.ts";
import { CATALOGUE } from "../../lambda/model/catalogue.ts";
import { OWN_JOB } from "../../lambda/model/grouping-key.ts";
import type { Refusal } from "../../lambda/model/refusal.ts";
import { answerRead, type ReadAnswer, type ReadPorts } from "../../lambda/page/answer-read.ts";
import { PAGE_RESOURCE } from "../../lambda/page/read-request.ts";
import type { GroupStore } from "../../lambda/store/store.ts";
import { parseQueryString } from "./gateway/query-string.ts";

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page from the store to a Prometheus on this machine, as a Pushgateway does: `GET /metrics` of all groups
 * without a credential, `/-/healthy` and `/-/ready`. Each request gets a new page.
 *
 * @param port on the loopback interface; 0 picks one
 */
export const startPageServer = async (
  groups: Pick<GroupStore, "scan" | "read">,
  port: number,
): Promise<PageServer> => {
  const unanswered = new WeakMap<Socket, number>();
  const server = createServer((request, response) => {
    const { socket } = request;
    const before = unanswered.get(socket) ?? 0;
    if (before === MAX_UNANSWERED) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, before + 1);
    response.once("close", () => unanswered.set(socket, unanswered.get(socket)! - 1));
    respond(request, groups).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, toText(500, String(error))),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/**
 * Of one connection. Each request makes a separate page, so one connection that sends requests without end could fill
 * the memory. Prometheus waits for each answer.
 */
const MAX_UNANSWERED = 10;

/** A read takes at most as long as the times of the local sweep allow (lambda/store/run-times.ts). */
const LIMITS = { gzipBytes: Number.POSITIVE_INFINITY, timeoutMs: 10_000 };

const toPorts = (groups: ReadPorts["groups"]): ReadPorts => ({
  groups,
  pack: packPage,
  // Not cached, so that a push is on the page immediately.
  pages: { get: (_name, make) => make() },
  now: Date.now,
  within: withDeadline,
  limits: LIMITS,
});

const EVERYBODY = { scrape: { jobs: ["*", OWN_JOB] }, reads: [] };

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

const respond = async (
  { method, url = "", headers, headersDistinct }: IncomingMessage,
  groups: ReadPorts["groups"],
): Promise<Response> => {
  const [path = "", query = ""] = url.split("?", 2);
  if (!isLocalName(headers.host)) {
    return toText(
      421,
      "this port answers only under an address or a local name, such as 127.0.0.1 and localhost",
    );
  }
  if (method !== "GET") {
    return toText(405, "this port takes GET only; push through the proxy");
  }
  if (path === "/-/healthy" || path === "/-/ready") {
    return toText(200, "OK");
  }
  if (path !== PAGE_RESOURCE) {
    return toText(404, "only /metrics exists here");
  }
  const event = {
    resource: PAGE_RESOURCE,
    path,
    multiValueHeaders: headersDistinct,
    multiValueQueryStringParameters: parseQueryString(query).multiValueQueryStringParameters,
  };
  const answer = await answerRead(event, EVERYBODY, toPorts(groups));
  return answer.ok ? toPage(answer.value) : toProblem(answer.error);
};

/**
 * Whether a Host can be of this machine: an address, a name without a dot, or a name that no web site can have. A web site
 * could point its own name to this machine (DNS rebinding), and its page would then read all metrics in a browser.
 */
const isLocalName = (host = "localhost"): boolean => {
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP(name) !== 0 || !name.includes(".") || /\.(internal|localhost|local|test)$/i.test(name);
};

const toPage = ({ contentType, encoding, body }: ReadAnswer): Response => ({
  status: 200,
  headers: { "Content-Type": contentType, ...(encoding === "gzip" && { "Content-Encoding": "gzip" }) },
  body,
});

const toProblem = ({ code, detail }: Refusal): Response =>
  toText(CATALOGUE[code].status, `${code}: ${detail}`);

const toText = (status: number, text: string): Response => ({
  status,
  headers: { "Content-Type": "text/plain; charset=utf-8" },
  body: `${text}\n`,
});

const send = (response: ServerResponse, { status, headers, body }: Response): void => {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
};
