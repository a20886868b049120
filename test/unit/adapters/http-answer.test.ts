import { request } from "node:http";
import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { type AnswerState, HttpAnswer } from "../../../lambda/adapters/pushgateway/http-answer.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

interface Read {
  readonly state: AnswerState;
  readonly status: number;
  readonly isConnectionKept: boolean;
}

/** Reads parts one after the other, as they arrive. */
const read = (...parts: readonly string[]): Read => {
  const answer = new HttpAnswer();
  let state: AnswerState = "incomplete";
  for (const part of parts) {
    state = answer.read(Buffer.from(part, "latin1"));
  }
  return { state, status: answer.status, isConnectionKept: answer.isConnectionKept };
};

const complete = (status: number, connection: "kept" | "closed"): Read => ({
  state: "complete",
  status,
  isConnectionKept: connection === "kept",
});

const ANSWERS: readonly (readonly [string, string, Read["status"], "kept" | "closed"])[] = [
  ["no body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "kept"],
  ["a body", "HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n\r\nbody", 400, "kept"],
  ["no reason", "HTTP/1.1 202 \r\ncontent-length:0\r\n\r\n", 202, "kept"],
  ["neither reason nor blank", "HTTP/1.1 202\r\nCONTENT-LENGTH:\t0 \r\n\r\n", 202, "kept"],
  ["204 without a length", "HTTP/1.1 204 No Content\r\n\r\n", 204, "kept"],
  ["304 with the length that 200 would have", "HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", 304, "kept"],
  ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "kept"],
  ["no chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "kept"],
  [
    "chunks with an extension",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n\r\n",
    200,
    "closed",
  ],
  [
    "chunks with a trailer",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n",
    200,
    "closed",
  ],
  ["a body up to the end of the connection", "HTTP/1.1 500 Oh\r\n\r\nbody", 500, "closed"],
  [
    "Connection: close",
    "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
    200,
    "closed",
  ],
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "closed"],
  [
    "an interim answer before",
    "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    200,
    "kept",
  ],
];

/** What node:http says of such an answer. */
const askNode = async (raw: string): Promise<number | "error"> => {
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(raw, "latin1"));
    socket.on("error", () => {});
  });
  const { port } = await listenOnLoopback(server);
  try {
    return await new Promise((resolve) => {
      request({ port, host: "127.0.0.1", agent: false }, (response) => {
        response.on("error", () => {});
        resolve(response.statusCode ?? 0);
        response.resume();
      })
        .on("error", () => resolve("error"))
        .end();
    });
  } finally {
    server.close();
  }
};

describe("an answer", () => {
  it.each(ANSWERS)("with %s is complete", async (_, raw, status, connection) => {
    expect(read(raw)).toEqual(complete(status, connection));
    expect(await askNode(raw)).toBe(status);
  });

  it.each(ANSWERS.filter(([, , , connection]) => connection === "kept"))(
    "with %s is the same if it arrives in two parts, cut anywhere before its body",
    (_, raw, status) => {
      const bodyAt = raw.lastIndexOf("\r\n\r\n", raw.search(/\r\n\r\n(?!HTTP)/)) + "\r\n\r\n".length;
      for (let cut = 1; cut < bodyAt; cut++) {
        expect(read(raw.slice(0, cut), raw.slice(cut))).toEqual(complete(status, "kept"));
      }
    },
  );

  it("whose body has a length is complete with its last byte", () => {
    const head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n\r\n";
    expect(read(head).state).toBe("incomplete");
    expect(read(head, "bo").state).toBe("incomplete");
    expect(read(head, "bo", "dy")).toEqual(complete(400, "kept"));
  });

  it("is not waited for where its end is not known", () => {
    expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no")).toEqual(
      complete(200, "closed"),
    );
    expect(read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n")).toEqual(
      complete(200, "closed"),
    );
  });

  it.each([
    ["behind the head", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx"],
    ["behind the body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokx"],
    ["behind the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx"],
    ["of a second answer", `${"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".repeat(2)}`],
  ])("with bytes %s closes the connection: they could be taken for the next answer", (_, raw) =>
    expect(read(raw)).toEqual(complete(200, "closed")),
  );

  it.each([
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["no status line", "SSH-2.0-OpenSSH\r\n\r\n"],
    ["a field without a colon", "HTTP/1.1 200 OK\r\nContent-Length\r\n\r\n"],
    ["a field with a blank in its name", "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n"],
    ["a line feed alone", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"],
  ])("with %s is malformed, for node:http too", async (_, raw) => {
    expect(read(raw).state).toBe("malformed");
    expect(await askNode(raw)).toBe("error");
  });

  it.each([
    ["another protocol", "HTTP/2.0 200 OK\r\n\r\n"],
    ["a continued line, which is obsolete", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n 1\r\n\r\n"],
    ["a change of protocol that was not requested", "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n"],
    ["a status above 599", "HTTP/1.1 600 Oh\r\nContent-Length: 0\r\n\r\n"],
    ["a head that does not end", `HTTP/1.1 200 OK\r\nA: ${"x".repeat(16 * 1024)}`],
  ])("with %s is malformed", (_, raw) => expect(read(raw).state).toBe("malformed"));
});
