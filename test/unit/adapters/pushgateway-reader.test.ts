import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createPushgatewayReader } from "../../../lambda/adapters/pushgateway/pushgateway-reader.ts";
import {
  PushgatewayOutage,
  type SeenGroup,
  type UnreadableGroup,
} from "../../../lambda/sweep/scan/seen-group.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

const pushTime = (labels: Readonly<Record<string, string>>) => ({
  type: "GAUGE",
  metrics: [{ labels, value: "1.5e+09" }],
});

const group = (labels: Readonly<Record<string, string>>, families: Readonly<Record<string, unknown>>) => ({
  labels,
  last_push_successful: true,
  push_time_seconds: pushTime({ instance: "", ...labels }),
  push_failure_time_seconds: pushTime({ instance: "", ...labels }),
  ...families,
});

const DOCUMENT = JSON.stringify({
  status: "success",
  data: [
    group(
      { job: 'a"]}{[\\', x: "é" },
      { m: { type: "UNTYPED", metrics: [{ labels: { job: "a", x: "é", instance: "}" }, value: "1" }] } },
    ),
    group(
      { job: "b", y: "" },
      {
        labels: {
          type: "HISTOGRAM",
          metrics: [{ labels: {}, buckets: { "1": "1", "+Inf": "2" }, count: "2", sum: "0" }],
        },
        s: { type: "SUMMARY", metrics: [{ labels: {}, quantiles: { "0.5": "1" }, count: "2", sum: "0" }] },
      },
    ),
  ],
});

describe("the Pushgateway reader", () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
  });

  const serve = async (pieces: readonly (string | Uint8Array)[], status = 200) => {
    server = createServer(async (_, response) => {
      response.writeHead(status);
      for (const piece of pieces) {
        response.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const { url: base } = await listenOnLoopback(server);
    const url = new URL(`${base}/prefix`);
    return createPushgatewayReader(url, {
      statusTimeoutMs: 20_000,
      timeoutMs: 20_000,
      maxGroupBytes: 2_000,
    });
  };

  const readAll = async (
    ...parameters: Parameters<typeof serve>
  ): Promise<(SeenGroup | UnreadableGroup)[]> => {
    const groups: (SeenGroup | UnreadableGroup)[] = [];
    for await (const one of (await serve(...parameters)).readGroups()) {
      groups.push(one);
    }
    return groups;
  };

  const read = async (...parameters: Parameters<typeof serve>): Promise<SeenGroup[]> =>
    (await readAll(...parameters)).filter((one) => one.kind === "group");

  it.each([1, 7, 64, 100_000])("reads the groups of a document in chunks of %i bytes", async (size) => {
    const bytes = Buffer.from(DOCUMENT);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    const [first, second, ...more] = await read(pieces);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      key: { job: 'a"]}{[\\', labels: [{ name: "x", value: "é" }] },
      pushedAtMs: 1.5e12,
      markerMs: undefined,
      families: [{ name: "m", type: "untyped" }],
      series: 1,
    });
    expect(second).toMatchObject({
      families: [
        { name: "labels", type: "histogram" },
        { name: "s", type: "summary" },
      ],
      series: 7,
    });
  });

  it("returns the group's exact path where its key has a label with an empty value", async () => {
    const [found] = await read([JSON.stringify({ data: [group({ job: "b", y: "" }, {})] })]);
    expect(found).toMatchObject({
      key: { path: "/metrics/job@base64/Yg" },
      exactPath: "/metrics/job@base64/Yg/y@base64/=",
    });
  });

  it.each([
    ["is cut short", [DOCUMENT.slice(0, -1)], 200],
    ["is an error", ["{}"], 500],
    ["is no JSON", ["nothing"], 200],
  ])("reports an outage when the document %s", async (_, pieces, status) => {
    await expect(read(pieces, status)).rejects.toThrow(PushgatewayOutage);
  });

  it("continues after a group that is too large, and after one without a job", async () => {
    const data = [
      group({ job: "a".repeat(3_000) }, {}),
      { m: { type: "UNTYPED", metrics: [] } },
      group({ job: "b" }, {}),
    ];
    const document = JSON.stringify({ data });
    const pieces = [document.slice(0, 900), document.slice(900, 4_000), document.slice(4_000)];
    expect(await readAll(pieces)).toMatchObject([
      { kind: "unreadable", reason: "the group has more than 2000 bytes" },
      { kind: "unreadable", reason: "the group has no push_time_seconds with a job" },
      { kind: "group", key: { job: "b" } },
    ]);
  });

  it("returns the marker's version unless the path is not canonical, and does not count the marker as a family", async () => {
    const marker = { type: "GAUGE", metrics: [{ labels: {}, value: "1.764300000123e+09" }] };
    const families = { pushgateway_proxy_push_timestamp_seconds: marker };
    const [found, copied] = await read([
      JSON.stringify({ data: [group({ job: "b" }, families), group({ job: "b", y: "" }, families)] }),
    ]);
    expect(found).toMatchObject({ markerMs: 1_764_300_000_123, families: [], series: 0 });
    expect(copied).toMatchObject({ markerMs: undefined, families: [], series: 0 });
  });

  it("falls back to the JSON of a group while another group breaks the page", async () => {
    server = createServer((request, response) => {
      const isPage = request.url?.endsWith("/metrics") === true && !request.url.includes("/api/");
      response.writeHead(isPage ? 500 : 200).end(isPage ? "an error has occurred" : DOCUMENT);
    });
    const { url } = await listenOnLoopback(server);
    const reader = createPushgatewayReader(new URL(url));
    const names: string[] = [];
    for await (const seen of reader.readGroups()) {
      if (seen.kind === "group") {
        names.push(...(await seen.readFamilies()).map(({ name }) => name));
      }
    }
    expect(names).toEqual(["m", "labels", "s"]);
  });

  it("returns when the Pushgateway was started", async () => {
    const start = "2026-11-28T01:02:03.4+01:00";
    const reader = await serve([JSON.stringify({ status: "success", data: { start_time: start } })]);
    expect(await reader.readStart()).toBe(start);
  });

  it.each([['{"data":{}}'], ["null"], ["nothing"]])(
    "reports an outage when the status is %s",
    async (body) => {
      await expect((await serve([body])).readStart()).rejects.toThrow(PushgatewayOutage);
    },
  );
});
