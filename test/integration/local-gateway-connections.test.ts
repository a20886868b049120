import { EventEmitter, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { readBody } from "../../infra/local/gateway/read-body.ts";
import { collectedHeapBytes } from "../support/collected-heap.ts";
import { sendRaw } from "../support/raw-http.ts";
import { type StubFunctions, type StubGateway, startStubGateway } from "../support/stub-gateway.ts";

const HEAD = "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n";

const ANSWER = { statusCode: 200, body: "done" };

const open = async ({ url }: StubGateway): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
};

const readUntilEnd = async (socket: Socket): Promise<string> =>
  Buffer.concat(await socket.toArray()).toString();

/** A push function whose calls last until `release`. */
const holdPushes = () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const functions: StubFunctions = {
    push: async () => {
      await released;
      return ANSWER;
    },
  };
  return { functions, release };
};

const untilPushed = async ({ events }: StubGateway, pushes: number): Promise<void> => {
  while (events.length < pushes) {
    await sleep(1);
  }
};

describe("a connection to the local gateway", () => {
  it("has one request at a time, even if the client sends many at once", async () => {
    let running = 0;
    let most = 0;
    const gateway = await startStubGateway({
      push: async () => {
        most = Math.max(most, ++running);
        await sleep(1);
        running--;
        return ANSWER;
      },
    });
    const answers = await sendRaw(gateway.url, `${HEAD}\r\n`.repeat(20), { answers: 20 });
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(most).toBe(1);
    await gateway.close();
  });

  it("gets the answer to its first request before that to the broken body of its second one", async () => {
    const { functions, release } = holdPushes();
    const gateway = await startStubGateway(functions);
    const broken = `${HEAD}Transfer-Encoding: chunked\r\n\r\nnothing\r\n`;
    const answers = sendRaw(gateway.url, `${HEAD}\r\n${broken}`, { answers: 2 });
    await untilPushed(gateway, 1);
    await sleep(10);
    release();
    expect((await answers).map(({ status }) => status)).toEqual([200, 400]);
    expect(gateway.events).toHaveLength(1);
    await gateway.close();
  });

  it("never starts a request that waits when the client goes", async () => {
    const { functions, release } = holdPushes();
    const gateway = await startStubGateway(functions);
    const socket = await open(gateway);
    socket.write(`${HEAD}\r\n`.repeat(3));
    await untilPushed(gateway, 1);
    socket.resetAndDestroy();
    await sleep(10);
    release();
    await gateway.close();
    expect(gateway.events).toHaveLength(1);
  });

  it("ends when its client sends requests without end and waits for no answer", async () => {
    const { functions, release } = holdPushes();
    const gateway = await startStubGateway(functions);
    const socket = await open(gateway);
    socket.on("error", () => {});
    socket.write(`${HEAD}\r\n`.repeat(100));
    await untilPushed(gateway, 1);
    await sleep(100);
    expect(socket.destroyed).toBe(false);
    socket.write(`${HEAD}\r\n`);
    await once(socket, "close");
    release();
    await gateway.close();
    expect(gateway.events).toHaveLength(1);
  });

  it.each([
    ["header", HEAD, "Content-Length: 1\r\n\r\n1"],
    ["body", `${HEAD}Content-Length: 2\r\n\r\n1`, "2"],
  ])(
    "does not run a push that was answered as too slow, when the rest of its %s arrives",
    async (_, start, rest) => {
      const gateway = await startStubGateway();
      // In place of ten and thirty seconds.
      gateway.server.headersTimeout = 10;
      gateway.server.requestTimeout = 10;
      const socket = await open(gateway);
      socket.write(start);
      const [answer] = (await once(socket, "data")) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1.1 408 /);
      socket.end(rest);
      await readUntilEnd(socket);
      await gateway.close();
      expect(gateway.events).toEqual([]);
    },
  );

  it("ends when its client does not read a large answer", async () => {
    const gateway = await startStubGateway({
      page: async () => ({ statusCode: 200, body: "x".repeat(5_000_000) }),
    });
    // In place of a minute.
    gateway.server.timeout /= 600;
    const socket = (await open(gateway)).pause();
    const requested = once(gateway.server, "request") as Promise<[IncomingMessage]>;
    socket.write("GET /metrics HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n\r\n");
    const [accepted] = await requested;
    await once(accepted.socket, "close");
    socket.destroy();
    await gateway.close();
  });
});

describe("the end of the local gateway", () => {
  it("lets clients send no request to a connection that is about to end", async () => {
    const { functions, release } = holdPushes();
    const gateway = await startStubGateway(functions);
    const socket = await open(gateway);
    socket.write(`${HEAD}\r\n`);
    await untilPushed(gateway, 1);
    const closed = gateway.close();
    release();
    expect(await readUntilEnd(socket)).toMatch(/^HTTP\/1.1 200 OK\r\n.*Connection: close\r\n.*done$/s);
    await closed;
  });

  it("answers a request that arrives on an open connection shortly afterwards", async () => {
    const gateway = await startStubGateway();
    const socket = await open(gateway);
    socket.write(`${HEAD}\r\n`);
    await once(socket, "data");
    const closed = gateway.close();
    socket.write(`${HEAD}\r\n`);
    expect(await readUntilEnd(socket)).toMatch(/Connection: close\r\n.*done$/s);
    await closed;
  });
});

describe("readBody", () => {
  it("keeps little more than the bytes of tiny chunks", async () => {
    const chunks = 300_000;
    const request = Object.assign(new EventEmitter(), { headers: {}, readableEnded: false });
    const body = readBody({ request: request as never, askForBody: () => {} });
    const beforeBytes = collectedHeapBytes();
    const source = Buffer.alloc(1_000, "abcdefghij");
    for (let sent = 0; sent < chunks; sent++) {
      request.emit("data", source.subarray(sent % 1_000, (sent % 1_000) + 1));
    }
    expect(collectedHeapBytes() - beforeBytes).toBeLessThan(5_000_000);
    request.emit("end");
    expect(await body).toEqual({ ok: true, value: Buffer.alloc(chunks, "abcdefghij") });
  });
});
