import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createAxiosPushgateway } from "../../../lambda/adapters/pushgateway/axios-pushgateway.ts";
import { MAX_CONNECTIONS } from "../../../lambda/adapters/pushgateway/connection-pool.ts";
import { createPushgateway } from "../../../lambda/adapters/pushgateway/pushgateway-client.ts";
import { createExchange } from "../../../lambda/adapters/pushgateway/pushgateway-exchange.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
  }
});

const listen = async (listener: RequestListener): Promise<string> => {
  const server: Server = createServer(listener);
  servers.push({ close: () => server.close().closeAllConnections() });
  return (await listenOnLoopback(server)).url;
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => Buffer.concat(await request.toArray());

/** A view into a larger buffer, as the encoder returns it. */
const BODY = new Uint8Array(Buffer.from("xxbodyxx")).subarray(2, 6);

const PUSH = {
  method: "PUT",
  path: "/metrics/job@base64/eA",
  body: BODY,
  timeoutMs: 1_000,
} as const;

describe.each([
  ["with axios", createAxiosPushgateway],
  ["without axios", (url: string) => createPushgateway(createExchange(url))],
])("a client of a Pushgateway %s", (_, createClient) => {
  it("sends method, path, type and body, and returns the status", async () => {
    const seen: object[] = [];
    const url = await listen(async (request, response) => {
      const body = await readBody(request);
      seen.push({
        method: request.method,
        url: request.url,
        type: request.headers["content-type"],
        body: body.toString(),
      });
      response.writeHead(202).end();
    });
    expect(await createClient(url).send(PUSH)).toEqual({ kind: "answered", status: 202 });
    expect(seen).toEqual([
      {
        method: "PUT",
        url: "/metrics/job@base64/eA",
        type: "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        body: "body",
      },
    ]);
  });

  it("reuses its connection for the next push", async () => {
    const ports = new Set<number | undefined>();
    const url = await listen((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().once("end", () => response.writeHead(200).end("ok"));
    });
    const pushgateway = createClient(url);
    for (let push = 0; push < 3; push++) {
      await pushgateway.send(PUSH);
    }
    expect(ports.size).toBe(1);
  });

  it("lets pushes wait for a connection if too many come at once", async () => {
    const ports = new Set<number | undefined>();
    const held: ServerResponse[] = [];
    const url = await listen((request, response) => {
      ports.add(request.resume().socket.remotePort);
      held.push(response);
      // Every connection has its first request before any is answered.
      if (ports.size >= MAX_CONNECTIONS) {
        for (const waiting of held.splice(0)) {
          waiting.writeHead(200).end();
        }
      }
    });
    const pushgateway = createClient(url);
    const pushes = Array.from({ length: 2 * MAX_CONNECTIONS }, () =>
      pushgateway.send({ ...PUSH, timeoutMs: 5_000 }),
    );
    expect(new Set((await Promise.all(pushes)).map(({ kind }) => kind))).toEqual(new Set(["answered"]));
    expect(ports.size).toBe(MAX_CONNECTIONS);
  });

  it.each([
    ["has waited for longer than its time", 50, 0],
    ["may have, because the clock was set back", 5_000, -3_600_000],
  ])("does not send a push that %s", async (_, lateMs, setMs) => {
    const held: ServerResponse[] = [];
    const url = await listen((request, response) => {
      request.resume();
      held.push(response);
    });
    const pushgateway = createClient(url);
    const send = (timeoutMs: number) => pushgateway.send({ ...PUSH, timeoutMs });
    const others = Array.from({ length: MAX_CONNECTIONS }, () => send(20_000));
    const late = send(lateMs);
    await new Promise((resolve) => setTimeout(resolve, 100));
    while (held.length < MAX_CONNECTIONS) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { now } = Date;
    Date.now = () => now() + setMs;
    for (const waiting of held) {
      waiting.writeHead(200).end();
    }
    const outcome = await late;
    Date.now = now;
    expect(outcome).toEqual({ kind: "not-connected" });
    expect(new Set((await Promise.all(others)).map(({ kind }) => kind))).toEqual(new Set(["answered"]));
    expect(held).toHaveLength(MAX_CONNECTIONS);
  });

  it("stops using a connection after its server sent an unexpected answer", async () => {
    const ports: (number | undefined)[] = [];
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", () => {
        ports.push(socket.remotePort);
        socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        setTimeout(() => socket.write("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), 20);
      });
    });
    servers.push({ close: () => server.close() });
    const { url } = await listenOnLoopback(server);
    const pushgateway = createClient(url);
    for (let push = 0; push < 2; push++) {
      expect(await pushgateway.send(PUSH)).toEqual({ kind: "answered", status: 202 });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(new Set(ports).size).toBe(2);
  });

  it("returns an answer that arrives before the whole request is sent, and does not reuse that connection", async () => {
    const ports = new Set<number | undefined>();
    const url = await listen((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(413, { "Content-Length": 0 }).end();
    });
    const pushgateway = createClient(url);
    for (let push = 0; push < 2; push++) {
      const body = new Uint8Array(16 * 1024 * 1024);
      expect(await pushgateway.send({ ...PUSH, body, timeoutMs: 20_000 })).toEqual({
        kind: "answered",
        status: 413,
      });
    }
    expect(ports.size).toBe(2);
  });

  it("refuses a path that would end the request line", async () => {
    const url = await listen((_, response) => response.writeHead(202).end());
    const sent = createClient(url).send({ ...PUSH, path: "/metrics/job/a HTTP/1.1\r\nX: y" });
    await expect(sent).rejects.toThrow("the path of a request has a character that must be escaped");
  });

  it("puts a route prefix before the path, sends the credential of its URL, and sends no type without a body", async () => {
    const seen: unknown[] = [];
    const url = await listen((request, response) => {
      seen.push(request.url, request.headers.authorization, request.headers["content-type"]);
      response.writeHead(202).end();
    });
    const withPrefix = `${url.replace("://", "://user:p%40ss@")}/prefix/`;
    await createClient(withPrefix).send({ ...PUSH, method: "DELETE", body: undefined });
    expect(seen).toEqual([
      "/prefix/metrics/job@base64/eA",
      `Basic ${Buffer.from("user:p@ss").toString("base64")}`,
      undefined,
    ]);
  });

  it("returns a redirect and does not follow it", async () => {
    const paths: unknown[] = [];
    const url = await listen((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { Location: "/elsewhere" }).end();
    });
    expect(await createClient(url).send(PUSH)).toEqual({ kind: "answered", status: 307 });
    expect(paths).toEqual(["/metrics/job@base64/eA"]);
  });

  it("reports a timeout when no answer comes in time, and drops the connection", async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const url = await listen((request) => {
      isClosed = new Promise((resolve) => request.socket.once("close", resolve));
    });
    expect(await createClient(url).send({ ...PUSH, timeoutMs: 50 })).toEqual({ kind: "timed-out" });
    await isClosed;
  });

  it("reports that it did not connect when nothing listens", async () => {
    const server = createTcpServer();
    const { port } = await listenOnLoopback(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await createClient(`http://127.0.0.1:${port}`).send(PUSH)).toEqual({
      kind: "not-connected",
    });
  });

  it("reports a broken connection when it breaks before an answer", async () => {
    const url = await listen((request) => request.socket.destroy());
    expect(await createClient(url).send(PUSH)).toEqual({ kind: "broken" });
  });

  it("reports a broken connection when it breaks within an answer", async () => {
    const url = await listen((request, response) => {
      response.writeHead(200, { "Content-Length": "10" }).write("half");
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await createClient(url).send(PUSH)).toEqual({ kind: "broken" });
  });

  it.each([
    [200, true],
    [503, false],
  ])("asks /-/ready whether the Pushgateway is ready; %i means %s", async (status, expected) => {
    const url = await listen((request, response) =>
      response.writeHead(request.url === "/-/ready" ? status : 404).end(),
    );
    expect(await createClient(url).isReady(1_000)).toBe(expected);
  });
});
