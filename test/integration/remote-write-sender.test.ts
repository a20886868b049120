import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
} from "../../lambda/adapters/remote-write/remote-write-receiver.ts";
import type { ProtocolVersion } from "../../lambda/config/proxy-config.ts";
import { decodeOpenMetrics } from "../../lambda/decode/openmetrics/decode-openmetrics.ts";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { deleteGroup } from "../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../lambda/store/groups/write-group.ts";
import { MARKER_NAME } from "../../lambda/store/marker.ts";
import { histogram } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../support/proxy-config.ts";
import type { Label, MessageSeries } from "../support/remote-write/decode-message.ts";
import {
  type ReceivedRequest,
  type ReceiverServer,
  startReceiverServer,
  stored,
} from "../support/remote-write/receiver-server.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { StoreWorld } from "../support/store/store-world.ts";

// The specifications of remote write 1.0 and 2.0 (prometheus.io/docs/specs/prw) demand this of a sender, over HTTP.

const PROTOCOLS = ["1.0", "2.0"] as const;
const STALE_NAN = 0x7ff0000000000002n;
const KEY = keyOf("batch", { instance: "host:1" });

let server: ReceiverServer;
let world: StoreWorld;
let waitsMs: number[];

beforeAll(async () => {
  server = await startReceiverServer();
});

afterAll(() => server.stop());

beforeEach(async () => {
  world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
  server.answer = stored;
  (server.requests as ReceivedRequest[]).length = 0;
  waitsMs = [];
});

const push = async (body: string | readonly MetricFamily[]): Promise<void> => {
  const families = typeof body === "string" ? decode(body) : body;
  expect((await writeGroup(world.push(families, { key: KEY }), world.createFunction())).kind).toBe("stored");
};

const decode = (text: string): readonly MetricFamily[] => {
  const decoded = decodeOpenMetrics(Buffer.from(`${text}\n# EOF\n`));
  if (!decoded.ok) {
    throw new TypeError(JSON.stringify(decoded.error));
  }
  return decoded.value.families;
};

interface RunParts {
  readonly url?: URL;
  readonly requestMs?: number;
}

/** One run. Its clock moves during waits and answers. */
const run = (
  protocol: ProtocolVersion,
  { url = server.url, requestMs = 10_000 }: RunParts = {},
): Promise<RemoteWriteReport> => {
  world.nowMs += 60_000;
  return runRemoteWrite(
    createRemoteWriteConfig({ protocol }),
    0,
    {
      store: world.inner,
      receiver: createRemoteWriteReceiver({ url, headers: {}, authorization: NO_AUTHORIZATION }),
      now: () => world.nowMs,
      sleep: async (ms) => {
        waitsMs.push(ms);
        // A run that does not end fails with an error.
        expect(waitsMs.length).toBeLessThan(50);
        world.nowMs += ms;
      },
      random: () => 0.5,
      createId: () => world.createId(),
    },
    { ...REMOTE_WRITE_TIMES, requestMs },
  );
};

const withSamples = () => server.requests.filter(({ message }) => message.series.length > 0);
const allSeries = () => server.requests.flatMap(({ message }) => message.series);
const nameOf = ({ labels }: MessageSeries) => labels.find(([name]) => name === "__name__")?.[1] ?? "";
const seriesOf = (name: string) => allSeries().filter((one) => nameOf(one) === name);
const sentValue = (name: string) => seriesOf(name)[0]?.samples[0]?.value;

const MIXED = [
  "# HELP started Starts so far.",
  "# TYPE started counter",
  'started_total{zone="b",Zone="a",_x="1"} 42',
  "# TYPE temperature gauge",
  "temperature -15.5",
  "# HELP wait_seconds Time in the queue.",
  "# TYPE wait_seconds histogram",
  'wait_seconds_bucket{le="0.1"} 1',
  'wait_seconds_bucket{le="+Inf"} 1000000000',
  "wait_seconds_sum 5e9",
  "wait_seconds_count 1000000000",
  "# TYPE rpc summary",
  'rpc{quantile="0.5"} 0.05',
  "rpc_sum 50",
  "rpc_count 1000",
].join("\n");

describe.each(PROTOCOLS)("a request of remote write %s", (protocol) => {
  it("is a POST with a snappy block and the headers of its version", async () => {
    await push(MIXED);
    expect((await run(protocol)).outcome).toBe("complete");
    for (const { method, headers, body } of server.requests) {
      expect(method).toBe("POST");
      expect(headers).toMatchObject({
        "content-encoding": "snappy",
        "content-type":
          protocol === "1.0"
            ? "application/x-protobuf"
            : "application/x-protobuf;proto=io.prometheus.write.v2.Request",
        "x-prometheus-remote-write-version": protocol === "1.0" ? "0.1.0" : "2.0.0",
        "user-agent": expect.stringMatching(/^pushgateway-proxy/),
      });
      expect(headers["retry-attempt"]).toBeUndefined();
      // The stream identifier of the framed format.
      expect(body.subarray(0, 4).toString("hex")).not.toBe("ff060000");
    }
  });

  it("has complete labels: with a name, sorted, none twice, none empty", async () => {
    await push(`${MIXED}\n# TYPE bare gauge\nbare{empty=""} 1`);
    await run(protocol);
    expect(allSeries().length).toBeGreaterThan(8);
    for (const { labels } of allSeries()) {
      const names = labels.map(([name]) => name);
      expect(names).toEqual(
        [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      expect(labels.flat()).not.toContain("");
      const all = Object.fromEntries(labels);
      expect(all).toMatchObject({ job: "batch", instance: "host:1" });
      expect(all["__name__"]).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      expect(names.every((name) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))).toBe(true);
    }
  });

  it.each([
    ["123.45", 123.45],
    ["42", 42],
    ["0", 0],
    ["-15.5", -15.5],
    ["+Inf", Number.POSITIVE_INFINITY],
    ["-Inf", Number.NEGATIVE_INFINITY],
    ["1.7976931348623157e+308", Number.MAX_VALUE],
    ["2.2250738585072014e-308", 2.2250738585072014e-308],
    ["1.23e-4", 0.000123],
    ["0.123456789012345", 0.123456789012345],
  ])("has the value %s as it was pushed", async (text, value) => {
    await push(`# TYPE m gauge\nm ${text}`);
    await run(protocol);
    expect(sentValue("m")).toBe(value);
  });

  it("has a pushed NaN that differs from a stale marker", async () => {
    await push("# TYPE m gauge\nm NaN");
    await run(protocol);
    const [{ samples: [pushed] = [] } = {}] = seriesOf("m");
    expect(pushed?.value).toBeNaN();
    expect(pushed?.bits).not.toBe(STALE_NAN);
  });

  it.each([
    ["letters of any alphabet", "🚀测试مرحباtôi"],
    ["characters of URLs", "/api/v1/users?foo=bar&baz=qux"],
    ["10,000 characters", "x".repeat(10_000)],
  ])("keeps label values of %s", async (_, value) => {
    await push(`# TYPE a:b:c gauge\na:b:c{l="${value}"} 1`);
    await run(protocol);
    expect(seriesOf("a:b:c")[0]?.labels).toContainEqual(["l", value]);
  });

  it("has one sample per series with the time in milliseconds, and later samples in later requests", async () => {
    const times: number[] = [];
    for (const value of [1, 2, 3]) {
      await push(`# TYPE m gauge\nm ${value}`);
      const beganMs = world.nowMs;
      await run(protocol);
      const { samples = [] } = seriesOf("m").at(-1) ?? {};
      expect(samples).toMatchObject([{ value, startMs: 0 }]);
      expect(samples[0]!.timestampMs - beganMs).toBe(60_000);
      times.push(samples[0]!.timestampMs);
    }
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it("has all series of a histogram and of a summary", async () => {
    await push(MIXED);
    await run(protocol);
    expect(seriesOf("wait_seconds_bucket").map((one) => [...leOf(one), one.samples[0]?.value])).toEqual([
      ["0.1", 1],
      ["+Inf", 1e9],
    ]);
    expect(["wait_seconds_count", "wait_seconds_sum", "rpc", "rpc_sum", "rpc_count"].map(sentValue)).toEqual([
      1e9, 5e9, 0.05, 50, 1_000,
    ]);
  });

  it("has a native histogram as a histogram, and no sample with it", async () => {
    await push([{ type: "histogram", name: "native", help: "", metrics: [NATIVE], at: 0 }]);
    await run(protocol);
    const [{ samples, histograms } = {}] = seriesOf("native");
    expect(samples).toEqual([]);
    expect(histograms).toEqual([
      {
        kind: "integer",
        count: 6,
        sum: 10,
        schema: 3,
        resetHint: 0,
        timestampMs: world.nowMs,
        // Protocol 1.0 has no field for it.
        startMs: protocol === "2.0" ? 1_764_000_000_250 : 0,
      },
    ]);
  });

  it("has exemplars with labels, value and time", async () => {
    await push('# TYPE m counter\nm_total 100 # {trace_id="abc",empty=""} 99.5 1234567890.123');
    await run(protocol);
    expect(seriesOf("m_total")[0]?.exemplars).toEqual([
      { labels: [["trace_id", "abc"]] satisfies Label[], value: 99.5, timestampMs: 1_234_567_890_123 },
    ]);
  });

  it("ends a series once, with the NaN of stale markers", async () => {
    await push([
      ...decode("# TYPE m gauge\nm 1"),
      { type: "histogram", name: "native", help: "", metrics: [NATIVE], at: 0 },
    ]);
    await run(protocol);
    await deleteGroup(KEY, world.createId(), world.createFunction());
    (server.requests as ReceivedRequest[]).length = 0;
    expect(await run(protocol)).toMatchObject({ outcome: "complete", staleMarkers: 4 });
    expect(seriesOf("m")[0]?.samples[0]?.bits).toBe(STALE_NAN);
    expect(seriesOf("native")[0]?.histograms).toMatchObject([{ count: 0, sum: Number.NaN }]);
  });
});

describe("metadata", () => {
  const COUNTER = 1;
  const GAUGE = 2;
  const HISTOGRAM = 3;
  const SUMMARY = 5;

  it("of 1.0 is in separate requests after the samples", async () => {
    await push(MIXED);
    await run("1.0");
    const [samples, metadata, ...more] = server.requests;
    expect(more).toEqual([]);
    expect(samples?.message.metadata).toEqual([]);
    expect(metadata?.message).toMatchObject({ series: [] });
    expect(metadata?.message.metadata).toEqual(
      expect.arrayContaining([
        { type: COUNTER, name: "started_total", help: "Starts so far." },
        { type: GAUGE, name: "temperature", help: "" },
        { type: HISTOGRAM, name: "wait_seconds", help: "Time in the queue." },
        { type: SUMMARY, name: "rpc", help: "" },
        { type: GAUGE, name: "push_time_seconds", help: "When the group was last pushed." },
        { type: GAUGE, name: MARKER_NAME, help: "When the group was last pushed." },
      ]),
    );
  });

  it("of 1.0 may be refused without consequences", async () => {
    await push(MIXED);
    server.answer = (response, nth, request) =>
      request.message.metadata.length > 0
        ? response.writeHead(400).end("no")
        : stored(response, nth, request);
    expect(await run("1.0")).toMatchObject({ outcome: "complete", problem: undefined, requests: 1 });
    expect(server.requests).toHaveLength(2);
  });

  it("of 2.0 is with each series", async () => {
    await push(MIXED);
    await run("2.0");
    expect(server.requests).toHaveLength(1);
    const metadata = Object.fromEntries(allSeries().map((one) => [nameOf(one), one.metadata]));
    expect(metadata).toMatchObject({
      started_total: { type: COUNTER, help: "Starts so far." },
      temperature: { type: GAUGE, help: "" },
      wait_seconds_bucket: { type: HISTOGRAM, help: "Time in the queue." },
      wait_seconds_count: { type: HISTOGRAM },
      rpc: { type: SUMMARY },
    });
  });
});

it("2.0 has each text once in its table, with the empty one first", async () => {
  await push(MIXED);
  await run("2.0");
  const [
    {
      message: { symbols },
    } = { message: { symbols: [] } },
  ] = server.requests;
  expect(symbols[0]).toBe("");
  expect(symbols.length).toBeGreaterThan(20);
  expect(new Set(symbols).size).toBe(symbols.length);
});

it("2.0 has a counter's created timestamp if the push has it", async () => {
  await push("# TYPE m counter\nm_total 1\nm_created 1764000000.25\n# TYPE g gauge\ng 1");
  await run("2.0");
  expect(seriesOf("m_total")[0]?.samples[0]?.startMs).toBe(1_764_000_000_250);
  expect(seriesOf("g")[0]?.samples[0]?.startMs).toBe(0);
});

describe.each(PROTOCOLS)("an answer to %s", (protocol) => {
  it.each([500, 502, 503, 504, 429])(
    "%d: the same request is sent again, after increasing waits",
    async (status) => {
      await push("# TYPE m gauge\nm 1");
      server.answer = (response, nth, request) =>
        nth <= 3 ? response.writeHead(status).end("later") : stored(response, nth, request);
      expect(await run(protocol)).toMatchObject({
        outcome: "complete",
        samples: 3,
        problem: `${status} later`,
      });
      const sent = withSamples();
      expect(sent.map(({ headers }) => headers["retry-attempt"])).toEqual([undefined, "1", "2", "3"]);
      expect(new Set(sent.map(({ body }) => body.toString("hex"))).size).toBe(1);
      expect(waitsMs).toEqual([200, 400, 800]);
    },
  );

  it("429 or 503 with Retry-After: the request is sent again after that time", async () => {
    await push("# TYPE m gauge\nm 1");
    server.answer = (response, nth, request) =>
      nth <= 2
        ? response.writeHead(nth === 1 ? 429 : 503, { "Retry-After": "3" }).end()
        : stored(response, nth, request);
    await run(protocol);
    expect(waitsMs).toEqual([3_000, 3_000]);
  });

  it.each([307, 404, 405])(
    "%d: no request is sent again, and the next run sends the samples",
    async (status) => {
      await push("# TYPE m gauge\nm 1");
      server.answer = (response) => response.writeHead(status).end("nothing here");
      expect(await run(protocol)).toMatchObject({ outcome: "incomplete", unsent: 3, requests: 1 });
      server.answer = stored;
      expect(await run(protocol)).toMatchObject({ outcome: "complete", samples: 3, requests: 1 });
    },
  );

  it.each([400, 409, 413, 422])("%d: no request is sent again", async (status) => {
    await push("# TYPE m gauge\nm 1");
    server.answer = (response) => response.writeHead(status).end("Error: label '__invalid__' & more");
    const report = await run(protocol);
    expect(report).toMatchObject({
      outcome: "complete",
      samples: 0,
      problem: `${status} Error: label '__invalid__' & more`,
    });
    expect(Object.values(report.dropped).reduce((sum, count) => sum + count)).toBe(3);
    const bodies = server.requests.map(({ body }) => body.toString("hex"));
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  it("401: the request is sent again once, with a credential that was read again", async () => {
    await push("# TYPE m gauge\nm 1");
    server.answer = (response) => response.writeHead(401).end();
    expect(await run(protocol)).toMatchObject({ outcome: "unauthorized", unsent: 3 });
    expect(server.requests).toHaveLength(2);
  });

  it.each([200, 204])("%d is a success, whatever its body is", async (status) => {
    await push("# TYPE m gauge\nm 1");
    server.answer = (response, nth, request) => {
      response.setHeader("X-Prometheus-Remote-Write-Samples-Written", "2");
      return status === 204
        ? stored(response, nth, request)
        : response.writeHead(status).end("an error, or not");
    };
    expect(await run(protocol)).toMatchObject({ outcome: "complete", samples: 3, problem: undefined });
    expect(withSamples()).toHaveLength(1);
  });

  it("of a megabyte is cut", async () => {
    await push("# TYPE m gauge\nm 1");
    server.answer = (response) => response.writeHead(404).end("x".repeat(1_000_000));
    expect((await run(protocol)).problem).toBe(`404 ${"x".repeat(300)}`);
  });

  it.each([
    ["that never arrives", () => {}, 300],
    ["that breaks off", (response) => response.destroy(), 10_000],
    ["with an unknown status", (response) => response.writeHead(999).end(), 10_000],
  ] satisfies [string, (response: ServerResponse) => unknown, number][])(
    "%s: the request is sent again",
    async (_, answer, requestMs) => {
      await push("# TYPE m gauge\nm 1");
      server.answer = (response, nth, request) =>
        void (nth === 1 ? answer(response) : stored(response, nth, request));
      expect(await run(protocol, { requestMs })).toMatchObject({ outcome: "complete", samples: 3 });
      expect(withSamples().map(({ headers }) => headers["retry-attempt"])).toEqual([undefined, "1"]);
    },
  );
});

it("a receiver that is down gets nothing, and the run reports why", async () => {
  await push("# TYPE m gauge\nm 1");
  const report = await run("1.0", { url: new URL("http://127.0.0.1:1/api/v1/write") });
  expect(report).toMatchObject({
    outcome: "incomplete",
    unsent: 3,
    problem: expect.stringContaining("ECONNREFUSED"),
  });
  expect(report.requests).toBeLessThan(15);
});

it("after a 415 to 2.0 everything is sent as 1.0, also by later runs", async () => {
  await push("# TYPE m gauge\nm 1");
  server.answer = (response, nth, request) =>
    request.protocol === "2.0" ? response.writeHead(415).end() : stored(response, nth, request);
  expect(await run("2.0")).toMatchObject({ outcome: "complete", samples: 3 });
  await push("# TYPE m gauge\nm 2");
  expect(await run("2.0")).toMatchObject({ outcome: "complete", samples: 3 });
  expect(withSamples().map(({ headers }) => headers["content-type"])).toEqual([
    "application/x-protobuf;proto=io.prometheus.write.v2.Request",
    "application/x-protobuf",
    "application/x-protobuf",
  ]);
});

it("after a success that confirms the write, 2.0 is kept", async () => {
  for (const value of [1, 2, 3]) {
    await push(`# TYPE m gauge\nm ${value}`);
    await run("2.0");
  }
  expect(server.requests.map(({ protocol }) => protocol)).toEqual(["2.0", "2.0", "2.0"]);
});

const leOf = ({ labels }: MessageSeries): readonly string[] =>
  labels.flatMap(([name, value]) => (name === "le" ? [value] : []));

const NATIVE = {
  ...histogram([], { sum: 10, count: 6 }),
  created: { seconds: 1_764_000_000, nanos: 250_000_000 },
  native: {
    kind: "integer" as const,
    schema: 3,
    count: 6,
    zeroThreshold: 0.001,
    zeroCount: 1,
    positive: { spans: [{ offset: 0, length: 3 }], values: [1, 1, -1] },
    negative: { spans: [{ offset: 1, length: 1 }], values: [1] },
  },
};
