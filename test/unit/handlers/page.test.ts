import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { packPage } from "../../../lambda/adapters/page/pack-page.ts";
import { bufferPage, STREAM_LIMITS, streamPage } from "../../../lambda/adapters/page/page-transfer.ts";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import { createPageHandler, type PageHandlerPorts } from "../../../lambda/handlers/page.ts";
import { VERSION } from "../../../lambda/page/own-metrics.ts";
import { PageKeeper } from "../../../lambda/page/page-keeper.ts";
import type { ReadRecord } from "../../../lambda/page/read-record.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";
import { aPushEvent } from "../../support/push-event.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

const config = createProxyConfig();
const reader = { ...config.clients[0]!, id: "reader", grants: [], scrape: { jobs: ["*"] } };

const createPorts = (parts: Partial<PageHandlerPorts> = {}) => {
  const records: ReadRecord[] = [];
  const bugs: unknown[] = [];
  const ports: PageHandlerPorts = {
    directory: createClientDirectory({ clients: [...config.clients, reader], issuers: [] }),
    groups: createMemoryStore().groups,
    pack: packPage,
    pages: new PageKeeper(Date.now),
    now: Date.now,
    within: withDeadline,
    limits: STREAM_LIMITS,
    stopwatch: () => performance.now(),
    report: (record) => records.push(record),
    reportBug: (error) => bugs.push(error),
    ...parts,
  };
  return { handler: createPageHandler(ports), records, bugs };
};

const toEvent = (client: string, headers: Readonly<Record<string, string>> = {}) =>
  aPushEvent({ method: "GET", path: "/metrics", resource: "/metrics", headers, authorizer: { client } });

const PUSHER = config.clients[0]!.id;

describe("the page function", () => {
  it("returns the page to a client that may scrape, with the Pushgateway's media type", async () => {
    const { handler, records } = createPorts();
    const answer = await handler(toEvent("reader"));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(answer.headers).toEqual({
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
      Vary: "Accept, Accept-Encoding",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
    expect(Buffer.from(answer.body as Uint8Array).toString()).toContain("\npushgateway_proxy_groups 0\n");
    expect(records).toMatchObject([
      { client: "reader", what: "page", outcome: "ok", isFailure: false, groups: 0 },
    ]);
  });

  it("refuses a client that may only push, and a request without an authorizer's answer", async () => {
    const { handler, records } = createPorts();
    expect(await handler(toEvent(PUSHER))).toMatchObject({ statusCode: 403 });
    expect(
      await handler({
        ...toEvent(PUSHER),
        requestContext: { ...toEvent(PUSHER).requestContext, authorizer: null } as never,
      }),
    ).toMatchObject({ statusCode: 401 });
    expect(records).toMatchObject([
      { client: PUSHER, outcome: "group-not-granted", isFailure: false },
      { client: undefined, outcome: "credential-invalid", isFailure: false },
    ]);
  });

  it("records a read of one group as such, since only scrapes of the page have metrics", async () => {
    let nowMs = 5_000;
    const { handler, records } = createPorts({ stopwatch: () => (nowMs += 7.4) });
    const event = { ...toEvent(PUSHER), resource: "/metrics/{proxy+}", path: "/metrics/job/a" };
    expect((await handler(event)).headers).toMatchObject({ "Content-Type": "application/problem+json" });
    expect(records).toMatchObject([
      { requestId: event.requestContext.requestId, what: "group", durationMs: 7, isFailure: false },
    ]);
  });

  it("answers a bug with 500, reports it to the operator, and counts it", async () => {
    const bug = new Error("no");
    const pages = { get: () => Promise.reject(bug) };
    const { handler, records, bugs } = createPorts({ pages });
    const answer = await handler(toEvent("reader"));
    expect(answer).toMatchObject({ statusCode: 500, body: expect.not.stringContaining("no\n") });
    expect(bugs).toEqual([bug]);
    expect(records).toMatchObject([{ outcome: "internal", isFailure: true }]);
  });

  it("returns a buffered page as base64, and a problem as text", async () => {
    const { handler } = createPorts();
    const buffered = bufferPage(handler) as unknown as (
      event: object,
      context: object,
    ) => Promise<Record<string, unknown>>;
    const page = await buffered(toEvent("reader", { "Accept-Encoding": "gzip" }), {});
    expect(page).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { "Content-Encoding": "gzip" },
    });
    expect(String(gunzipSync(Buffer.from(String(page["body"]), "base64")))).toContain(
      "pushgateway_proxy_groups 0",
    );
    expect(await buffered(toEvent(PUSHER), {})).toMatchObject({
      statusCode: 403,
      isBase64Encoded: false,
      body: expect.stringContaining('"group-not-granted"'),
    });
  });

  it("streams a page after its status and headers, and nothing for an event that is not a request", async () => {
    const preludes: object[] = [];
    // The Lambda runtime provides these.
    Object.assign(globalThis, {
      awslambda: {
        streamifyResponse: (handle: unknown) => handle,
        HttpResponseStream: {
          from: (stream: PassThrough, prelude: object) => {
            preludes.push(prelude);
            return stream;
          },
        },
      },
    });
    const streamed = streamPage(createPorts().handler) as unknown as (
      event: object,
      stream: PassThrough,
      context: object,
    ) => Promise<void>;
    const read = async (event: object): Promise<Buffer> => {
      const stream = new PassThrough();
      const [chunks] = await Promise.all([stream.toArray(), streamed(event, stream, {})]);
      return Buffer.concat(chunks as Buffer[]);
    };
    expect(String(gunzipSync(await read(toEvent("reader", { "Accept-Encoding": "gzip" }))))).toContain(
      "_groups 0",
    );
    expect(preludes).toMatchObject([{ statusCode: 200, headers: { "Content-Encoding": "gzip" } }]);
    expect(await read({ completionStatus: "Success" })).toHaveLength(0);
    expect(preludes).toHaveLength(1);
    Reflect.deleteProperty(globalThis, "awslambda");
  });

  it("has the version of the package", () => {
    const file = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(VERSION).toBe(file.version);
  });
});
