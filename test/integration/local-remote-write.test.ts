import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listenOnLoopback } from "../support/loopback.ts";
import { LocalStarts, push, until } from "../support/npm-start.ts";

const TIMEOUT_MS = 60_000;

type Answer = (response: ServerResponse) => void;

const TAKE: Answer = (response) => response.writeHead(204).end();

describe("npm start -- --remote-write", () => {
  const starts = new LocalStarts();
  let receiver: Server;
  let url: string;
  let answer: Answer = TAKE;
  let requests = 0;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume();
      requests += 1;
      answer(response);
    });
    ({ url } = await listenOnLoopback(receiver));
  });
  afterAll(async () => {
    await starts.close();
    receiver.closeAllConnections();
    receiver.close();
  });

  const start = (to = `${url}/api/v1/write`) =>
    starts.startJson(["--store", join(starts.folder, "kept.db"), "--remote-write", to]);

  it(
    "sends at once after a start that was killed while it was sending",
    async () => {
      answer = () => {};
      const { system } = await start();
      expect(await push(system, "desktop-app")).toBe(200);
      await until(() => requests > 0);
      await starts.kill();
      answer = TAKE;
      const before = requests;
      const { child, errors } = await start();
      await until(() => requests > before);
      expect(errors()).not.toContain("remote write");
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );

  it(
    "says that another one sends the same store",
    async () => {
      answer = () => {};
      const first = await start();
      const before = requests;
      expect(await push(first.system, "desktop-app")).toBe(200);
      await until(() => requests > before);
      const second = await start();
      await until(() => second.errors().includes("another npm start sends the same store; end one of them"));
      await starts.stop(second.child);
      answer = TAKE;
      await starts.stop(first.child);
    },
    TIMEOUT_MS,
  );

  it(
    "says at once that the receiver asks for a long wait",
    async () => {
      answer = (response) => response.writeHead(429, { "retry-after": "3600" }).end("slow down");
      const { system, child, errors } = await start();
      await push(system, "desktop-app");
      await until(() => errors().includes("until the receiver takes them; the receiver said: 429 slow down"));
      answer = TAKE;
      await starts.stop(child);
    },
    TIMEOUT_MS,
  );

  it(
    "says within seconds that the receiver is not running, and that it takes samples again",
    async () => {
      const { port } = new URL(url);
      receiver.closeAllConnections();
      receiver.close();
      const { system, errors } = await start();
      await push(system, "desktop-app");
      await until(() => errors().includes(`ECONNREFUSED 127.0.0.1:${port} (start it, or check the port`));
      receiver.listen(Number(port), "127.0.0.1");
      await once(receiver, "listening");
      await until(() => errors().includes("remote write: the receiver takes samples again"));
    },
    TIMEOUT_MS,
  );
});
