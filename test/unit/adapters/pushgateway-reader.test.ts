import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createPushgatewayReader } from "../../../lambda/adapters/pushgateway-reader.ts";
import { PushgatewayOutage, type StoredGroup } from "../../../lambda/agree/stored-group.ts";

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

describe("the reader of the Pushgateway", () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
  });

  const read = async (pieces: readonly (string | Uint8Array)[], status = 200): Promise<StoredGroup[]> => {
    server = createServer(async (_, response) => {
      response.writeHead(status);
      for (const piece of pieces) {
        response.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix`);
    const groups: StoredGroup[] = [];
    const reader = createPushgatewayReader(url, { timeoutMs: 20_000, maxGroupBytes: 2_000 });
    for await (const one of reader.readGroups()) groups.push(one);
    return groups;
  };

  it.each([1, 7, 64, 100_000])("gives the groups of a document in chunks of %i bytes", async (size) => {
    const bytes = Buffer.from(DOCUMENT);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    const [first, second, ...more] = await read(pieces);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      key: { job: 'a"]}{[\\', labels: [{ name: "x", value: "é" }] },
      pushedAtMs: 1.5e12,
      families: [{ name: "m", type: "untyped", series: 1 }],
    });
    expect(second?.families).toMatchObject([
      { name: "labels", type: "histogram", series: 4 },
      { name: "s", type: "summary", series: 3 },
    ]);
  });

  it("tells the group's own path where its key has a label with an empty value", async () => {
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
    [
      "has a group that is too large",
      [JSON.stringify({ data: [group({ job: "a".repeat(3_000) }, {})] })],
      200,
    ],
  ])("says that there is no answer when it %s", async (_, pieces, status) => {
    await expect(read(pieces, status)).rejects.toThrow(PushgatewayOutage);
  });

  it("gives no group of an empty Pushgateway", async () => {
    expect(await read(['{"status":"success","data":[]}'])).toEqual([]);
  });
});
