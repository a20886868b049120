import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { httpGet } from "../../../lambda/adapters/http-get.ts";
import {
  createAwsAuthorization,
  createHeaderAuthorization,
  toBasicHeader,
  toBearerHeader,
} from "../../../lambda/adapters/remote-write/remote-write-authorization.ts";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
  parseRetryAfter,
  type RequestAuthorizer,
} from "../../../lambda/adapters/remote-write/remote-write-receiver.ts";
import { Secret } from "../../../lambda/model/secret.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Of the connection. */
  readonly port: number | undefined;
}

const servers: Server[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Sends requests to a server that records them and gives the answers that the test sets. */
const setUp = async (
  authorization: RequestAuthorizer,
  answer: {
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
  headers: Record<string, string> = {},
) => {
  const got: Got[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { method = "", url: path = "", headers, socket } = request;
    got.push({ method, path, headers, body, port: socket.remotePort });
    response.writeHead(answer.status ?? 204, answer.headers).end(answer.body);
  });
  servers.push(server);
  const { url: base } = await listenOnLoopback(server);
  const url = new URL(`${base}/workspaces/ws-1/api/v1/remote_write`);
  const receiver = createRemoteWriteReceiver({ url, headers, authorization });
  const send = (attempt = 0, protocol: "1.0" | "2.0" = "1.0") =>
    receiver.send({ body: Uint8Array.of(1, 2, 3), protocol, attempt, timeoutMs: 2_000 });
  return { got, send, receiver };
};

describe("a remote-write request", () => {
  it("has the protocol's headers, which the configuration cannot change, and the configured headers", async () => {
    const { got, send } = await setUp(NO_AUTHORIZATION, {}, { "X-Scope-OrgID": "a", "user-agent": "other" });
    expect(await send()).toMatchObject({ kind: "answered", status: 204 });
    expect(await send(2)).toMatchObject({ kind: "answered", status: 204 });
    expect(got[0]).toMatchObject({
      method: "POST",
      path: "/workspaces/ws-1/api/v1/remote_write",
      body: Buffer.from([1, 2, 3]),
      headers: {
        "content-encoding": "snappy",
        "content-type": "application/x-protobuf",
        "x-prometheus-remote-write-version": "0.1.0",
        "user-agent": "pushgateway-proxy",
        "x-scope-orgid": "a",
      },
    });
    expect(got[0]!.headers["retry-attempt"]).toBeUndefined();
    expect(got[1]!.headers["retry-attempt"]).toBe("2");
  });

  it.each([
    ["uses the connection of the one before", 9_999, 1],
    ["uses a new connection after 10 s, because the peer may be gone by then", 10_000, 2],
  ])("%s", async (_, idleMs, connections) => {
    const now = Date.now();
    const clock = jest.spyOn(Date, "now").mockReturnValue(now);
    const { got, send } = await setUp(NO_AUTHORIZATION);
    await send();
    await new Promise(setImmediate);
    clock.mockReturnValue(now + idleMs);
    await send();
    expect(new Set(got.map(({ port }) => port)).size).toBe(connections);
  });

  it("does not follow a redirect", async () => {
    const { got, send } = await setUp(NO_AUTHORIZATION, { status: 307, headers: { location: "/elsewhere" } });
    expect(await send()).toMatchObject({ status: 307 });
    expect(got).toHaveLength(1);
  });

  it("reports why there was no answer", async () => {
    const receiver = createRemoteWriteReceiver({
      url: new URL("http://127.0.0.1:1/"),
      headers: {},
      authorization: NO_AUTHORIZATION,
    });
    const answer = await receiver.send({
      body: Uint8Array.of(1),
      protocol: "1.0",
      attempt: 0,
      timeoutMs: 2_000,
    });
    expect(answer).toMatchObject({ kind: "unanswered", reason: expect.stringContaining("ECONNREFUSED") });
  });

  it("reports an answer that switches to another protocol", async () => {
    const { url } = await switchProtocols();
    const receiver = createRemoteWriteReceiver({ url, headers: {}, authorization: NO_AUTHORIZATION });
    const request = { body: Uint8Array.of(1), protocol: "1.0", attempt: 0, timeoutMs: 2_000 } as const;
    const reason = "no answer: the answer has status 101";
    expect(await receiver.send(request)).toEqual({ kind: "unanswered", reason });
    await expect(httpGet(url, AbortSignal.timeout(2_000))).rejects.toThrow("status 101");
  });

  it("returns the beginning of a long answer", async () => {
    const { send } = await setUp(NO_AUTHORIZATION, { status: 400, body: "x".repeat(100_000) });
    expect(await send()).toMatchObject({ status: 400, text: "x".repeat(300) });
  });

  it("returns the text of an answer on one line, and no text of a compressed one", async () => {
    const html = await setUp(NO_AUTHORIZATION, { status: 404, body: "<html>\r\n\t<h1>404</h1>\n</html>\n" });
    expect(await html.send()).toMatchObject({ text: "<html> <h1>404</h1> </html>" });
    expect(html.got[0]!.headers["accept-encoding"]).toBe("identity");
    const headers = { "content-encoding": "gzip" };
    const compressed = await setUp(NO_AUTHORIZATION, { status: 400, headers, body: "\u001f\u008b" });
    expect(await compressed.send()).toMatchObject({ status: 400, text: "" });
  });

  it("reports on one line that the receiver does not speak TLS", async () => {
    const { url, close } = await hang();
    url.protocol = "https:";
    const receiver = createRemoteWriteReceiver({ url, headers: {}, authorization: NO_AUTHORIZATION });
    const request = { body: Uint8Array.of(1), protocol: "1.0", attempt: 0, timeoutMs: 2_000 } as const;
    expect(await receiver.send(request)).toMatchObject({
      kind: "unanswered",
      reason: expect.stringMatching(/^no answer: .*SSL routines[^\n]*$/),
    });
    await expect(httpGet(url, AbortSignal.timeout(2_000))).rejects.toThrow("SSL routines");
    close();
  });

  it("reports how long it has waited for an answer", async () => {
    const { url, close } = await hang();
    const receiver = createRemoteWriteReceiver({ url, headers: {}, authorization: NO_AUTHORIZATION });
    const request = { body: Uint8Array.of(1), protocol: "1.0", attempt: 0, timeoutMs: 100 } as const;
    expect(await receiver.send(request)).toEqual({ kind: "unanswered", reason: "no answer within 0.1 s" });
    close();
  });

  it.each([
    [{}, 0],
    [{ "x-prometheus-remote-write-samples-written": "0" }, 0],
    [{ "x-prometheus-remote-write-samples-written": "-1" }, 0],
    [{ "x-prometheus-remote-write-exemplars-written": "1" }, 0],
    [{ "x-prometheus-remote-write-samples-written": "1" }, 1],
    [
      {
        "x-prometheus-remote-write-samples-written": "1",
        "x-prometheus-remote-write-histograms-written": "2",
      },
      3,
    ],
  ])("has written as many samples as the answer's headers %j say: %d", async (headers, written) => {
    const { send } = await setUp(NO_AUTHORIZATION, { status: 204, headers });
    expect(await send(0, "2.0")).toMatchObject({ status: 204, written });
  });
});

/** A server that answers as if it had been asked for another protocol. */
const switchProtocols = async () => {
  const server = createServer(({ socket }) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  });
  servers.push(server);
  const { url } = await listenOnLoopback(server);
  return { url: new URL(url) };
};

/** A server that begins an answer and does not end it. */
const hang = async () => {
  const server = createServer((_, response) => void response.writeHead(200).write("x"));
  servers.push(server);
  const { url } = await listenOnLoopback(server);
  return { url: new URL(url), close: () => server.closeAllConnections() };
};

it.each([
  [undefined, undefined],
  ["7", 7_000],
  ["Sat, 28 Nov 2026 08:00:30 GMT", 30_000],
  ["Sat, 28 Nov 2026 07:00:00 GMT", 0],
  ["soon", undefined],
])("reads Retry-After: %s", (text, ms) =>
  expect(parseRetryAfter(text, Date.parse("2026-11-28T08:00:00Z"))).toBe(ms),
);

describe("a credential in a header", () => {
  it.each([
    ["Basic", toBasicHeader("123:4"), "Basic MTIzOjQ6c2VjcmV0"],
    ["Bearer", toBearerHeader, "Bearer secret"],
  ])("is sent as %s, read once, and read again after a refusal", async (_, toHeader, header) => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return new Secret("secret");
    };
    const { got, send, receiver } = await setUp(createHeaderAuthorization(read, toHeader));
    await send();
    await send();
    expect(got.map(({ headers }) => headers.authorization)).toEqual([header, header]);
    expect(reads).toBe(1);
    await receiver.renewCredential();
    await send();
    expect(reads).toBe(2);
  });

  it("stops the request when it cannot be read, and is read again for the next request", async () => {
    let reads = 0;
    const { got, send } = await setUp(
      createHeaderAuthorization(async () => {
        reads += 1;
        return reads === 1 ? undefined : new Secret("secret");
      }, toBearerHeader),
    );
    expect(await send()).toMatchObject({ kind: "unanswered", reason: expect.stringContaining("not set") });
    expect(got).toHaveLength(0);
    expect(await send()).toMatchObject({ kind: "answered" });
  });
});

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token" };

describe("an AWS signature", () => {
  it("equals the one that an independent verifier calculates from the body and all headers that it names", async () => {
    const { got, send } = await setUp(createAwsAuthorization("eu-central-1", async () => CREDENTIALS));
    await send();
    expect(got[0]!.headers["x-amz-security-token"]).toBe("token");
    expect(verify(got[0]!)).toBe("valid");
    expect(verify({ ...got[0]!, body: Buffer.from([1, 2, 4]) })).toBe("invalid");
    expect(verify({ ...got[0]!, path: "/workspaces/ws-2/api/v1/remote_write" })).toBe("invalid");
    expect(verify({ ...got[0]!, headers: { ...got[0]!.headers, "content-type": "text/plain" } })).toBe(
      "invalid",
    );
  });
});

/** Signature Version 4 as its documentation describes it, without the library that signs the requests. */
const verify = ({ method, path, headers, body }: Got): "valid" | "invalid" => {
  const [, scope = "", names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
  const signed = names.split(";");
  const canonical = [
    method,
    path,
    "",
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>(
      (secret, part) => createHmac("sha256", secret).update(part).digest(),
      `AWS4${CREDENTIALS.secretAccessKey}`,
    );
  const [, region, service] = scope.split("/");
  const isRight =
    createHmac("sha256", key).update(text).digest("hex") === signature &&
    region === "eu-central-1" &&
    service === "aps" &&
    ["host", "x-amz-date", "content-type"].every((name) => signed.includes(name));
  return isRight ? "valid" : "invalid";
};
