import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { sendOnce } from "../../action/send-once.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { startStubGateway } from "../support/stub-gateway.ts";

const HEAD = "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n";

const LARGE = Buffer.alloc(10_500_000, "#");

/** A client that reads only after it has sent everything. It pauses after the first part. */
const sendThenRead = async (url: string, first: string, rest: Uint8Array): Promise<string> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.write(first);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.write(rest, () => resolve());
  });
  const answered = once(socket, "data") as Promise<[Buffer]>;
  socket.resume();
  const [answer] = await answered;
  socket.destroy();
  return answer.toString().split("\r\n", 1)[0] ?? "";
};

describe("an answer of the local gateway before the end of the request", () => {
  it.each([
    ["413", `Content-Length: ${LARGE.length}\r\n`],
    ["413", `Content-Length: ${LARGE.length}\r\nConnection: close\r\n`],
    ["400", "Transfer-Encoding: chunked\r\n\r\nnothing\r\n"],
    ["431", `X-Fill: ${"x".repeat(40_000)}`],
  ])("reaches a client that is still sending: %s", async (status, header) => {
    const gateway = await startStubGateway();
    try {
      expect(await sendThenRead(gateway.url, `${HEAD}${header}\r\n`, LARGE)).toContain(` ${status} `);
    } finally {
      await gateway.close();
    }
  });

  it("does not ask for a body that declares too many bytes", async () => {
    const gateway = await startStubGateway();
    try {
      const head = `${HEAD}Expect: 100-continue\r\nContent-Length: ${LARGE.length}\r\n\r\n`;
      expect(await sendThenRead(gateway.url, head, Buffer.alloc(0))).toContain(" 413 ");
    } finally {
      await gateway.close();
    }
  });
});

describe("sendOnce", () => {
  const withServer = async (answer: (server: Server) => void, use: (url: string) => Promise<void>) => {
    const server = createServer();
    answer(server);
    const { url } = await listenOnLoopback(server);
    try {
      await use(url);
    } finally {
      server.close();
    }
  };

  const ANSWER = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nX-A: b\r\nConnection: close\r\n\r\nno";

  it("gets the answer of a server that reads only the head and closes", async () => {
    await withServer(
      (server) =>
        server.on("connection", (socket) => {
          socket.once("data", () => socket.pause().end(ANSWER, () => socket.destroy()));
          socket.on("error", () => {});
        }),
      async (url) => {
        for (let i = 0; i < 20; i++) {
          const answer = await sendOnce({ method: "PUT", url, headers: {}, body: LARGE }, 5_000);
          expect([answer.status, answer.body, answer.header("x-a")]).toEqual([413, "no", "b"]);
        }
      },
    );
  });

  it("sends a large body to a server that never asks for it", async () => {
    let received = 0;
    await withServer(
      (server) =>
        server.on("connection", (socket) =>
          socket.on("data", (chunk) => {
            received += chunk.length;
            if (received > LARGE.length) {
              socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
          }),
        ),
      async (url) => {
        expect((await sendOnce({ method: "PUT", url, headers: {}, body: LARGE }, 5_000)).status).toBe(200);
      },
    );
  });

  it("sends the path unchanged", async () => {
    const lines: string[] = [];
    await withServer(
      (server) =>
        server.on("connection", (socket) =>
          socket.once("data", (chunk) => {
            lines.push(chunk.toString("latin1").split("\r\n", 1)[0] ?? "");
            socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }),
        ),
      async (url) => {
        for (const path of ["//metrics/a/../%2e?x=1", "", "?x"]) {
          await sendOnce({ method: "GET", url: url + path, headers: {} }, 5_000);
        }
      },
    );
    expect(lines).toEqual(["GET //metrics/a/../%2e?x=1 HTTP/1.1", "GET / HTTP/1.1", "GET /?x HTTP/1.1"]);
  });

  describe("with a network proxy in the environment", () => {
    /** The error of a request through a proxy that answers with these bytes. */
    const askThroughProxy = async (answer: string): Promise<Error> => {
      let error = new Error("it has answered");
      await withServer(
        (server) =>
          server.on("connection", (socket) => {
            socket.on("error", () => {});
            socket.once("data", () => socket.write(answer));
          }),
        async (url) => {
          process.env["HTTPS_PROXY"] = url.replace("//", "//user:pass-word@");
          try {
            await sendOnce({ method: "GET", url: "https://push.invalid/", headers: {} }, 200);
          } catch (thrown) {
            error = thrown as Error;
          } finally {
            delete process.env["HTTPS_PROXY"];
          }
        },
      );
      return error;
    };

    const sendThroughProxy = async (...urls: string[]): Promise<string[]> => {
      const lines: string[] = [];
      await withServer(
        (server) =>
          server.on("connection", (socket) => {
            socket.once("data", (chunk) => {
              lines.push(chunk.toString("latin1").split("\r\n", 1)[0] ?? "");
              socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            });
          }),
        async (url) => {
          const settings = { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "direct.invalid" };
          Object.assign(process.env, settings);
          try {
            for (const target of urls) {
              await sendOnce({ method: "PUT", url: target, headers: {} }, 5_000).catch(() => {});
            }
          } finally {
            for (const name of Object.keys(settings)) {
              delete process.env[name];
            }
          }
        },
      );
      return lines;
    };

    it("asks the proxy for a tunnel to an https address, and to send plain http", async () => {
      expect(
        await sendThroughProxy(
          "https://push.invalid/prod/metrics/job/x",
          "http://push.invalid/metrics/job/x",
        ),
      ).toEqual(["CONNECT push.invalid:443 HTTP/1.1", "PUT http://push.invalid/metrics/job/x HTTP/1.1"]);
    });

    it.each([
      ["does not answer", ""],
      ["begins to answer", "HTTP/1.1 20"],
      ["opens a tunnel to nothing", "HTTP/1.1 200 OK\r\n\r\n"],
      ["opens a tunnel to something that is not TLS", "HTTP/1.1 200 OK\r\n\r\nhello"],
    ])("gives up after its time if the proxy %s", async (_, answer) =>
      expect(await askThroughProxy(answer)).toMatchObject({ name: "TimeoutError" }),
    );

    it("says the status of a proxy that refuses, and not its password", async () => {
      const { message } = await askThroughProxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      expect(message).toContain(": HTTP/1.1 407 Proxy Authentication Required");
      expect(message).not.toContain("pass-word");
    });

    it("bypasses the proxy for the hosts in NO_PROXY and for this machine", async () => {
      expect(await sendThroughProxy("https://direct.invalid/", "http://127.0.0.1:1/")).toEqual([]);
    });
  });

  it("reports that there was no answer in time", async () => {
    await withServer(
      () => {},
      async (url) => {
        await expect(sendOnce({ method: "GET", url, headers: {} }, 50)).rejects.toMatchObject({
          name: "TimeoutError",
        });
      },
    );
  });
});
