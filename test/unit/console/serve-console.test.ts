import { request as startHttp } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { ConsoleSource } from "../../../console/server/console-source.ts";
import { type ConsoleServer, serveConsole } from "../../../console/server/serve-console.ts";
import { err, ok } from "../../../lambda/model/result.ts";

const FILES = new Map([["/", { contentType: "text/html", body: Buffer.from("<!doctype html>") }]]);

let server: ConsoleServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const nothing = async () => ok({} as never);

const SOURCE: ConsoleSource = {
  overview: async () => ({ version: "1" }) as never,
  groups: async () => err({ kind: "unavailable", error: "the store cannot be read; try again" }),
  contracts: nothing,
  group: async (path) => ok({ path, families: [], omittedSeries: 0 }),
  deleteGroup: async () => err({ kind: "denied", error: "it only reads" }),
  releaseName: nothing,
  explain: (question) => ok({ isAllowed: false, text: question.url, place: undefined, conditions: [] }),
  token: async () => err({ kind: "absent", error: "no such client" }),
};

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Sends a request as the page does, unless told otherwise. */
const ask = async (path: string, { method = "GET", headers = {}, body = "" }: Asked = {}) => {
  const events = { everyMs: 5, silenceMs: 1_000 };
  server ??= await serveConsole(SOURCE, { port: 0, files: FILES, events });
  const { port, hash } = new URL(server.url);
  const token = hash.replace("#k=", "");
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const outgoing = startHttp(
        {
          port,
          path,
          method,
          headers: { Host: `127.0.0.1:${port}`, Authorization: `Bearer ${token}`, ...headers },
        },
        (incoming) => {
          let text = "";
          incoming.on("data", (chunk: Buffer) => {
            text += chunk.toString();
            if (incoming.headers["content-type"] === "text/event-stream") {
              incoming.destroy();
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
            }
          });
          incoming.on("end", () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    },
  );
};

afterEach(() => {
  server = undefined;
});

describe("the server of the console", () => {
  it("serves the page without a token, with headers that forbid other hosts and inline scripts", async () => {
    const page = await ask("/", { headers: { Authorization: "", "Sec-Fetch-Site": "cross-site" } });
    expect(page).toMatchObject({ status: 200, text: "<!doctype html>" });
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.headers["content-security-policy"]).toContain("require-trusted-types-for 'script'");
    expect(page.headers).toMatchObject({
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(page.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("answers its own page by both names of this machine", async () => {
    await ask("/");
    const { port } = new URL(server!.url);
    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { Host: name, Origin: `http://${name}`, "Sec-Fetch-Site": "same-origin" };
      expect((await ask("/api/overview", { headers })).status).toBe(200);
    }
  });

  it.each([
    ["another host's name (DNS rebinding)", "/", { Host: "evil.example:80" }, 421],
    ["the name without its port", "/api/overview", { Host: "127.0.0.1" }, 421],
    ["no token", "/api/overview", { Authorization: "" }, 401],
    ["another token", "/api/overview", { Authorization: "Bearer nonsense" }, 401],
    ["a page of another site", "/api/overview", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["another port of this host", "/api/overview", { "Sec-Fetch-Site": "same-site" }, 403],
    ["another origin", "/api/overview", { Origin: "http://evil.example" }, 403],
    ["a path that does not exist", "/api/nothing", {}, 404],
    ["a file that does not exist", "/../package.json", {}, 404],
    ["a property that every object has", "/api/constructor", {}, 404],
  ])("refuses %s", async (_what, path, headers: Record<string, string>, status) => {
    const turned = await ask(path, { headers });
    expect(turned.status).toBe(status);
    expect(JSON.parse(turned.text)).toEqual({ error: expect.any(String) });
    expect(turned.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  it.each([
    ["GET /api/overview", { method: "GET" }, 200, { version: "1" }],
    ["GET /api/groups", { method: "GET" }, 503, { error: "the store cannot be read; try again" }],
    ["POST /api/group", { body: '{"path":"/x"}' }, 200, { path: "/x", families: [], omittedSeries: 0 }],
    ["POST /api/group/delete", { body: '{"path":"/x"}' }, 403, { error: "it only reads" }],
    ["POST /api/token", { body: '{"client":"x"}' }, 404, { error: "no such client" }],
    [
      "POST /api/explain",
      { body: '{"caller":"a","method":"PUT","url":"/u","claims":{}}' },
      200,
      { isAllowed: false, text: "/u", conditions: [] },
    ],
    ["POST /api/overview", {}, 405, { error: "/api/overview takes GET" }],
    ["GET /api/group", {}, 405, { error: "/api/group takes POST" }],
    ["POST /api/group", { body: "{" }, 400, { error: expect.stringContaining("body") }],
    ["POST /api/group", { body: '{"path":1}' }, 400, { error: expect.stringContaining("path") }],
    ["POST /api/group", { body: '{"path":"/x","more":1}' }, 400, { error: expect.stringContaining("more") }],
  ])("answers %s", async (request, asked: Asked, status, answer) => {
    const [method = "", path = ""] = request.split(" ");
    const answered = await ask(path, { ...asked, method });
    expect(answered.status).toBe(status);
    expect(JSON.parse(answered.text)).toEqual(answer);
  });

  it("sends the overview as an event", async () => {
    const { headers, text } = await ask("/api/events");
    expect(headers).toMatchObject({
      "content-type": "text/event-stream",
      "x-content-type-options": "nosniff",
    });
    expect(text).toBe('event: overview\ndata: {"version":"1"}\n\n');
  });

  it("makes no more events for a page that does not read them", async () => {
    let made = 0;
    const overview = async () => ({ version: `${made++}${"x".repeat(100_000)}` }) as never;
    server = await serveConsole(
      { ...SOURCE, overview },
      { port: 0, files: FILES, events: { everyMs: 1, silenceMs: 1_000 } },
    );
    const { port, hash } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1").pause();
    const token = hash.replace("#k=", "");
    socket.write(
      `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    let seen: number;
    do {
      seen = made;
      await sleep(100);
    } while ((made > seen || made === 0) && made < 1_000);
    socket.destroy();
    expect(made).toBeLessThan(1_000);
  });

  it("uses another port if its own is taken, with a new token", async () => {
    const first = await serveConsole(SOURCE, { port: 0, files: FILES });
    const second = await serveConsole(SOURCE, { port: Number(new URL(first.url).port), files: FILES });
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(new URL(second.url).hash).not.toBe(new URL(first.url).hash);
    await Promise.all([first.close(), second.close()]);
  });
});
