import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readJsonBody } from "../../infra/local/read-json-body.ts";
import { answerApi, toApiProblem } from "./api-routes.ts";
import type { ConsoleSource } from "./console-source.ts";
import { guardApi, guardHost, SECURITY_HEADERS } from "./guard.ts";
import { type EventTimes, sendOverviews } from "./overview-events.ts";
import type { PageFile } from "./page-files.ts";

export interface ConsoleServer {
  /** With the token in its fragment, which no server and no log sees. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface ConsoleSettings {
  /** The port on loopback. 0 picks a free one, which is also used if this one is taken. */
  readonly port: number;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly events?: EventTimes;
}

const EVENT_TIMES: EventTimes = { everyMs: 1_000, silenceMs: 15_000 };

/** Serves the console on a loopback port. Its address contains the token that requests need. */
export const serveConsole = async (
  source: ConsoleSource,
  { port, files, events = EVENT_TIMES }: ConsoleSettings,
): Promise<ConsoleServer> => {
  const token = randomBytes(16).toString("base64url");
  const server = createServer((request, response) => {
    const ownPort = (server.address() as AddressInfo).port;
    answer(request, response, { source, events, files, token, port: ownPort }).catch((error: unknown) => {
      send(response, 500, "application/json", JSON.stringify({ error: String(error) }));
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#k=${token}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

const listen = async (server: ReturnType<typeof createServer>, port: number): Promise<void> => {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if (port === 0) {
      throw error;
    }
    await listen(server, 0);
  }
};

interface Served {
  readonly source: ConsoleSource;
  readonly events: EventTimes;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly token: string;
  readonly port: number;
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { source, events, files, token, port }: Served,
): Promise<void> => {
  const { method = "", headers } = request;
  const path = (request.url ?? "").split("?", 1)[0]!;
  const isApi = path.startsWith("/api/");
  const turned = guardHost(headers, port) ?? (isApi ? guardApi(headers, port, token) : undefined);
  if (turned !== undefined) {
    return sendJson(response, turned.status, { error: turned.error });
  }
  if (path === "/api/events" && method === "GET") {
    response.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": "text/event-stream" });
    return sendOverviews(response, source.overview, events);
  }
  if (isApi) {
    const body = method === "POST" ? await readJsonBody(request) : undefined;
    const answered = await answerApi(method, path, body, source);
    return sendJson(response, answered.status, answered.body);
  }
  const file = files.get(path);
  if (file === undefined || (method !== "GET" && method !== "HEAD")) {
    const { status, body } = toApiProblem(file === undefined ? 404 : 405, "the console has no such page");
    return sendJson(response, status, body);
  }
  send(response, 200, file.contentType, file.body);
};

const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, "application/json", JSON.stringify(body));

const send = (response: ServerResponse, status: number, contentType: string, body: string | Buffer): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
};
