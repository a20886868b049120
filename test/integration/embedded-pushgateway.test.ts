import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type EmbeddedPushgateway,
  startEmbeddedPushgateway,
} from "../../infra/local/embedded-pushgateway/embedded-pushgateway.ts";
import { findPushgateway, type LocalPushgateway } from "../../infra/local/find-pushgateway.ts";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { LabelSet, MetricFamily } from "../../lambda/model/exposition.ts";
import { DELIMITED_PROTOBUF } from "../../lambda/model/format.ts";

const labels = (pairs: Readonly<Record<string, string>>): LabelSet => ({
  names: Object.keys(pairs).sort(),
  values: Object.keys(pairs)
    .sort()
    .map((name) => pairs[name] ?? ""),
});

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  99_999,
  100_000,
  999_999,
  1e6,
  1_234_567,
  123_456_789.25,
  1e20,
  1e21,
  1e22,
  5e-324,
  1.7976931348623157e308,
  0.0001,
  0.00001234,
  1e-7,
  -3.25e7,
  2 ** 53 + 2,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

const gauge = (
  name: string,
  help: string,
  series: readonly (readonly [Record<string, string>, number])[],
): MetricFamily => ({
  type: "gauge",
  name,
  help,
  at: 0,
  metrics: series.map(([pairs, value]) => ({ labels: labels(pairs), value, at: 0 })),
});

const NUMBERS_FAMILY = gauge(
  "numbers",
  "every shape of number",
  NUMBERS.map((value, index) => [{ index: String(index) }, value]),
);

const HISTOGRAM: MetricFamily = {
  type: "histogram",
  name: "latency_seconds",
  help: 'a back\\slash, a "quote" and\na new line',
  at: 0,
  metrics: [
    {
      labels: labels({ path: "/a" }),
      buckets: [
        { upperBound: 0.005, cumulativeCount: 1, at: 0 },
        { upperBound: 1e6, cumulativeCount: 2_000_000, at: 0 },
        { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: 2_000_001, at: 0 },
      ],
      sum: 1e21,
      count: 2_000_001,
      at: 0,
    },
    {
      labels: labels({ path: "/fractional" }),
      buckets: [{ upperBound: 1, cumulativeCount: 0.5, at: 0 }],
      sum: -1.5,
      count: 2.5,
      at: 0,
    },
  ],
};

const SUMMARY: MetricFamily = {
  type: "summary",
  name: "size_bytes",
  help: "",
  at: 0,
  metrics: [
    {
      labels: labels({}),
      quantiles: [
        { quantile: 0, value: Number.NaN, at: 0 },
        { quantile: 0.99, value: 12, at: 0 },
      ],
      sum: 3,
      count: 4_000_000,
      at: 0,
    },
  ],
};

const COUNTER: MetricFamily = {
  type: "counter",
  name: "runs_total",
  help: "runs",
  at: 0,
  metrics: [{ labels: labels({ b: "é", a: 'x"y\\z\n' }), value: 12, at: 0 }],
};

const UNTYPED: MetricFamily = {
  type: "untyped",
  name: "Zulu",
  help: "",
  at: 0,
  metrics: [{ labels: labels({ instance: "own", job: "overwritten" }), value: 1, at: 0 }],
};

const GAUGE_HISTOGRAM: MetricFamily = {
  ...HISTOGRAM,
  type: "gaugehistogram",
  name: "queue_ages",
  help: "ages",
};

const base64 = (text: string): string => Buffer.from(text).toString("base64url");

interface Step {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly families?: readonly MetricFamily[];
}

const STEPS: readonly Step[] = [
  {
    method: "PUT",
    path: `/metrics/job@base64/${base64("a/b ü")}/x@base64/${base64("1")}`,
    families: [NUMBERS_FAMILY],
  },
  { method: "PUT", path: `/metrics/job@base64/${base64("other")}`, families: [NUMBERS_FAMILY, HISTOGRAM] },
  { method: "POST", path: `/metrics/job@base64/${base64("other")}`, families: [SUMMARY, COUNTER, UNTYPED] },
  { method: "PUT", path: "/metrics/job/plain/instance/i1/zone/a%20b", families: [COUNTER, GAUGE_HISTOGRAM] },
  { method: "PUT", path: "/metrics/job/emptied", families: [gauge("gone", "gone", [[{}, 1]])] },
  { method: "PUT", path: "/metrics/job/emptied", families: [] },
  { method: "POST", path: "/metrics/job/touched/", families: [] },
  { method: "PUT", path: "/metrics/job/deleted/a/b", families: [gauge("gone", "gone", [[{}, 1]])] },
  { method: "DELETE", path: "/metrics/job/deleted/a/b" },
  {
    method: "PUT",
    path: "/metrics/job/sorted/a/2/b/1",
    families: [
      gauge("order", "order", [
        [{ c: "😀" }, 1],
        [{ c: "\uffee" }, 2],
      ]),
    ],
  },
  {
    method: "PUT",
    path: "/metrics/job/sorted/b/1",
    families: [
      gauge("order", "order", [
        [{ c: "x" }, 3],
        [{ c: "x", d: "y" }, 4],
      ]),
    ],
  },
];

const carryOut = async (url: string, { method, path, families }: Step): Promise<number> => {
  const body = families === undefined ? null : Buffer.from(encodeExposition(families));
  const response = await fetch(url + path, { method, body, headers: { "Content-Type": DELIMITED_PROTOBUF } });
  await response.arrayBuffer();
  return response.status;
};

/** Times differ from run to run, and the Pushgateway has its own metrics. */
const readPushedLines = async (url: string): Promise<readonly string[]> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text
    .split("\n")
    .filter((line) => !/^(# (HELP|TYPE) )?(go|process|pushgateway)_/.test(line))
    .map((line) => line.replace(/^(push_time_seconds.*) \S+$/, "$1 <time>"));
};

const readGroups = async (url: string): Promise<readonly unknown[]> => {
  const text = await (await fetch(`${url}/api/v1/metrics`)).text();
  const { status, data } = JSON.parse(
    text
      .replace(/"time_stamp":"[^"]+"/g, '"time_stamp":"<time>"')
      .replace(/"value":"1\.79\d+e\+09"/g, '"value":"<time>"'),
  );
  expect(status).toBe("success");
  const toKey = (group: { labels: object }) => Object.entries(group.labels).sort().flat().join();
  return [...data].sort((a, b) => (toKey(a) < toKey(b) ? -1 : 1));
};

describe("the embedded Pushgateway", () => {
  let embedded: EmbeddedPushgateway;
  let real: LocalPushgateway | undefined;

  beforeAll(async () => {
    embedded = await startEmbeddedPushgateway(0, Date.now);
    const found = await findPushgateway({
      givenUrl: undefined,
      port: 0,
      dataFile: undefined,
      searchPath: process.env["PATH"] ?? "",
      whileSilent: "",
      warn: () => {},
    });
    if (found.kind === "found") {
      real = found;
    } else {
      await found.close();
    }
    for (const step of STEPS) {
      expect(await carryOut(embedded.url, step)).toBe(202);
      if (real !== undefined) {
        expect(await carryOut(real.url, step)).toBe(202);
      }
    }
  });

  afterAll(async () => {
    await embedded.close();
    await real?.close();
  });

  it("exposes what was pushed as the real one does, line by line", async () => {
    const lines = await readPushedLines(embedded.url);
    expect(lines.length).toBeGreaterThan(80);
    if (real !== undefined) {
      expect(lines).toEqual(await readPushedLines(real.url));
    }
  });

  it("lists groups as the real one's API does", async () => {
    const groups = await readGroups(embedded.url);
    expect(groups).toHaveLength(7);
    if (real !== undefined) {
      expect(groups).toEqual(await readGroups(real.url));
    }
  });

  it.each([
    ["an odd number of components", "PUT", "/metrics/job/a/b", 400],
    ["a label name that is none", "PUT", "/metrics/job/a/0b/c", 400],
    ["a reserved label name", "PUT", "/metrics/job/a/__b/c", 400],
    ["an empty job", "PUT", "/metrics/job@base64/=", 400],
    ["a method that a group does not take", "GET", "/metrics/job/a", 405],
    ["an unknown path", "GET", "/nowhere", 404],
    ["health", "GET", "/-/healthy", 200],
    ["readiness", "GET", "/-/ready", 200],
  ])("answers %s as the real one does", async (_case, method, path, status) => {
    const ask = async (url: string) => {
      const response = await fetch(url + path, { method });
      return { status: response.status, body: await response.text() };
    };
    const answer = await ask(embedded.url);
    expect(answer.status).toBe(status);
    if (real !== undefined) {
      expect(answer).toEqual(await ask(real.url));
    }
  });

  it("says in its status that it does not check", async () => {
    const document = await (await fetch(`${embedded.url}/api/v1/status`)).json();
    expect(document).toMatchObject({ data: { flags: { "push.disable-consistency-check": "true" } } });
  });

  it("refuses a body that is no delimited protobuf", async () => {
    const response = await fetch(`${embedded.url}/metrics/job/x`, { method: "PUT", body: "\xff\xff\xff" });
    expect(response.status).toBe(400);
  });
});
