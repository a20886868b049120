import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createPushgatewayReader } from "../../../lambda/adapters/pushgateway/pushgateway-reader.ts";
import { findFreePort } from "../../support/real-components.ts";

describe("the reason why the Pushgateway cannot be read", () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
  });

  /** The message of the failed read of a Pushgateway that sends these bytes; undefined: nothing, ever. */
  const readFrom = async (answer: string | undefined): Promise<string> => {
    server = createServer((socket) => {
      socket.on("error", () => {});
      if (answer !== undefined) {
        socket.end(answer);
      }
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    return read(`http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}`);
  };

  const read = async (url: string): Promise<string> => {
    const settings = { statusTimeoutMs: 300, timeoutMs: 300, maxGroupBytes: 1_000 };
    return createPushgatewayReader(new URL(url), settings)
      .readStart()
      .catch((error: Error) => error.message);
  };

  it.each([
    [
      "HTTP/1.1 401 x\r\nContent-Length: 0\r\n\r\n",
      "the answer has the status 401: check the user and the password",
    ],
    [
      "HTTP/1.1 301 x\r\nContent-Length: 0\r\n\r\n",
      "the answer has the status 301: redirects are not followed",
    ],
    ["HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n", "the answer has the status 404: check the host"],
    ["HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n", "the answer has the status 503: look at its log"],
    [
      "HTTP/1.1 200 x\r\nContent-Length: 4\r\n\r\nhtml",
      "it does not answer as a Pushgateway does: check its URL",
    ],
    [
      "HTTP/1.1 200 x\r\nContent-Length: 4\r\n\r\nnull",
      "it does not answer as a Pushgateway does: check its URL",
    ],
    ["SSH-2.0-OpenSSH\r\n", "it does not answer as a Pushgateway does: check its URL"],
    ["HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\n{", "the connection ends without a complete answer"],
    ["", "the connection ends without a complete answer"],
    [undefined, "it gives no complete answer in time: look at its log and its load"],
  ])("of the answer %j names it and the fix", async (answer, reason) => {
    const message = await readFrom(answer);
    expect(message).toContain(`GET /api/v1/status: ${reason}`);
    expect(message).not.toContain("secret");
  });

  it("is a refused connection if nothing listens", async () => {
    const port = await findFreePort();
    expect(await read(`http://127.0.0.1:${port}`)).toBe(
      "GET /api/v1/status: the connection is refused: start it, or check its URL",
    );
  });

  it("is another error of the system in its words", async () => {
    expect(await read("http://[::ffff:0:0:1]:1")).toMatch(/^GET \/api\/v1\/status: .*: look at its log/);
  });

  it("is an unknown host", async () => {
    expect(await read("http://pushgateway.invalid:9091")).toBe(
      "GET /api/v1/status: the host of its URL is not known: check the URL",
    );
  });
});
