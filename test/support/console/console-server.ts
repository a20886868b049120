import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ContractTable, GroupContent, GroupTable, Overview } from "../../../console/api.ts";
import { toCodeTable } from "../../../console/server/code-table.ts";
import { CONTENT, CONTRACTS } from "./fixtures.ts";

const DIST = join(import.meta.dirname, "../../../console/dist");
const TYPES: Readonly<Record<string, string>> = {
  "/": "text/html; charset=utf-8",
  "/app.js": "text/javascript; charset=utf-8",
  "/app.css": "text/css; charset=utf-8",
};

/** What every file of the page is sent with. */
const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

export const TOKEN = "token-of-this-run";

/** What the server says. Changing it tells the page with {@link ConsoleServer.tell}. */
export interface Scenario {
  overview: Overview;
  table: GroupTable;
  contracts: ContractTable;
  content: Omit<GroupContent, "path">;
  /** Answers of POST requests, by path. */
  answers: Record<string, unknown>;
}

export interface ConsoleServer {
  readonly scenario: Scenario;
  /** With the token. */
  readonly url: string;
  /** Requests of the API with a body. */
  readonly asked: { readonly path: string; readonly question: unknown }[];
  /** Sends the overview to every page that listens. */
  tell(): void;
  /** Ends all connections and answers no more. */
  stop(): Promise<void>;
  /** Answers again, at the same address. */
  restart(): Promise<void>;
}

/** A server of the console that says what a test wants. It wants the token, and serves the page that is committed. */
export const startConsoleServer = async (
  given: Pick<Scenario, "overview" | "table"> & Partial<Scenario>,
): Promise<ConsoleServer> => {
  const scenario: Scenario = { contracts: CONTRACTS, content: CONTENT, answers: {}, ...given };
  const listeners = new Set<ServerResponse>();
  const asked: ConsoleServer["asked"] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    const type = TYPES[path];
    if (type !== undefined) {
      response.writeHead(200, { ...SECURITY_HEADERS, "content-type": type });
      response.end(readFileSync(join(DIST, path === "/" ? "index.html" : path)));
    } else if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      sendJson(response, 401, { error: "The token is not the one of this server." });
    } else if (path === "/api/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(toEvent(scenario.overview));
      listeners.add(response);
      response.once("close", () => listeners.delete(response));
    } else {
      await answerApi(path, request, response, scenario, asked);
    }
  };
  const listen = (port: number) =>
    new Promise<ReturnType<typeof createServer>>((resolve) => {
      const server = createServer((request, response) => void answer(request, response));
      server.listen(port, "127.0.0.1", () => resolve(server));
    });
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    scenario,
    url: `http://127.0.0.1:${port}/#k=${TOKEN}`,
    asked,
    tell: () => {
      for (const listener of listeners) {
        listener.write(toEvent(scenario.overview));
      }
    },
    stop: () =>
      new Promise((resolve) => {
        // One that is not running says so, and has ended as well.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    restart: async () => {
      server = await listen(port);
    },
  };
};

const answerApi = async (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { overview, table, contracts, content, answers }: Scenario,
  asked: ConsoleServer["asked"],
): Promise<void> => {
  if (request.method === "GET") {
    const known: Readonly<Record<string, unknown>> = {
      "/api/overview": overview,
      "/api/groups": table,
      "/api/contracts": contracts,
      "/api/codes": toCodeTable(),
    };
    sendJson(response, path in known ? 200 : 404, known[path] ?? { error: "There is nothing here." });
    return;
  }
  const question = JSON.parse(Buffer.concat(await request.toArray()).toString()) as {
    readonly path?: string;
  };
  asked.push({ path, question });
  const given = answers[path] ?? (path === "/api/group" ? { path: question.path, ...content } : undefined);
  sendJson(response, given === undefined ? 403 : 200, given ?? { error: "That is not allowed here." });
};

const toEvent = (overview: Overview): string => `event: overview\ndata: ${JSON.stringify(overview)}\n\n`;

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
