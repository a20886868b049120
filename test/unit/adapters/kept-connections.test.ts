import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { createAxiosPushgateway } from "../../../lambda/adapters/pushgateway/axios-pushgateway.ts";
import { sendWithRetries } from "../../../lambda/destinations/pushgateway/send-with-retries.ts";
import { listenOnLoopback } from "../../support/loopback.ts";
import { findFreePort } from "../../support/real-components.ts";
import { soonAfter } from "../../support/soon-after.ts";

const PUSH = { method: "PUT", path: "/metrics/job@base64/eA", body: Buffer.from("body") } as const;

const closers: (() => unknown)[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  for (const close of closers.splice(0)) {
    close();
  }
});

/** A server that notes the port of each request's connection. */
const listen = async (delayMs = 0) => {
  const ports: (number | undefined)[] = [];
  const answer: RequestListener = (request, response) => {
    ports.push(request.socket.remotePort);
    request
      .resume()
      .once("end", () =>
        setTimeout(() => response.writeHead(request.method === "GET" ? 200 : 202).end(), delayMs),
      );
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  closers.push(() => server.close().closeAllConnections());
  return { ports, ...(await listenOnLoopback(server)) };
};

/** A proxy to a server. After `blackHole()`, open connections carry nothing; new connections work. */
const listenBehindBlackHole = async (url: string) => {
  const open = new Set<readonly [Socket, Socket]>();
  const server = createTcpServer((near) => {
    const far = connect(Number(new URL(url).port), "127.0.0.1");
    for (const socket of [near, far]) {
      socket.on("error", () => {});
    }
    near.pipe(far);
    far.pipe(near);
    open.add([near, far]);
  });
  const listening = await listenOnLoopback(server);
  closers.push(() => {
    for (const pair of open) {
      for (const socket of pair) {
        socket.destroy();
      }
    }
    server.close();
  });
  const blackHole = (): void => {
    for (const [near, far] of open) {
      near.unpipe(far).resume().removeAllListeners("end");
      far.unpipe(near);
    }
  };
  return { url: listening.url, blackHole };
};

const pushTo = (pushgateway: ReturnType<typeof createAxiosPushgateway>) =>
  sendWithRetries(PUSH, Date.now() + 5_000, { pushgateway, now: Date.now, sleep, random: Math.random });

describe("a kept connection", () => {
  it.each([
    ["is used again after 9 s", 9_000, 1],
    ["is not used again after more than 10 s, because its peer may be gone by then", 10_001, 2],
  ])("%s", async (_, idleMs, connections) => {
    const { url, ports } = await listen();
    const pushgateway = createAxiosPushgateway(url);
    await pushTo(pushgateway);
    const later = Date.now() + idleMs;
    jest.spyOn(Date, "now").mockImplementation(() => later);
    expect(await pushTo(pushgateway)).toEqual({ kind: "answered", status: 202 });
    expect(new Set(ports).size).toBe(connections);
  });

  it("costs one push a second when its peer has gone silently, and the next push nothing", async () => {
    const { url, blackHole } = await listenBehindBlackHole((await listen()).url);
    const pushgateway = createAxiosPushgateway(url);
    await Promise.all([pushTo(pushgateway), pushTo(pushgateway), pushTo(pushgateway)]);
    blackHole();
    for (const costMs of [1_000, 0]) {
      const answer = await soonAfter(costMs, () => pushTo(pushgateway));
      expect(answer).toEqual({ kind: "answered", status: 202 });
    }
  });

  it("does not make the Pushgateway look unready when its peer is gone", async () => {
    const { url, blackHole } = await listenBehindBlackHole((await listen()).url);
    const pushgateway = createAxiosPushgateway(url);
    await pushTo(pushgateway);
    blackHole();
    expect(await pushgateway.isReady(1_000)).toBe(true);
  });

  it("gets more time when the peer was slow recently, since sending twice would slow it down further", async () => {
    const { url, ports } = await listen(1_300);
    const pushgateway = createAxiosPushgateway(url);
    await pushTo(pushgateway);
    expect(await pushTo(pushgateway)).toEqual({ kind: "answered", status: 202 });
    expect(ports).toHaveLength(2);
  });
});

const SERVER = `
  require("node:http").createServer({ keepAliveTimeout: 60000 }, (request, response) => {
    request.resume().once("end", () => response.writeHead(202).end());
  }).listen(Number(process.argv[1]), "127.0.0.1", () => console.log("listening"));
`;

/** A server in a separate process. */
const startServer = async (port: number): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["-e", SERVER, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  closers.push(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
};

describe("a server process that is killed while its connection is kept", () => {
  it("loses no push when it restarts within 2 s", async () => {
    const port = await findFreePort();
    const pushgateway = createAxiosPushgateway(`http://127.0.0.1:${port}`);
    const first = await startServer(port);
    expect(await pushTo(pushgateway)).toEqual({ kind: "answered", status: 202 });
    first.kill("SIGKILL");
    await once(first, "exit");
    const pushed = pushTo(pushgateway);
    await sleep(800);
    await startServer(port);
    expect(await pushed).toEqual({ kind: "answered", status: 202 });
  });

  it("is given up after 2 s when it does not restart", async () => {
    const port = await findFreePort();
    const pushgateway = createAxiosPushgateway(`http://127.0.0.1:${port}`);
    const server = await startServer(port);
    await pushTo(pushgateway);
    server.kill("SIGKILL");
    await once(server, "exit");
    const start = Date.now();
    expect(await pushTo(pushgateway)).toEqual({ kind: "not-connected" });
    expect(Date.now() - start).toBeGreaterThanOrEqual(2_000);
    expect(Date.now() - start).toBeLessThan(4_000);
  });
});
