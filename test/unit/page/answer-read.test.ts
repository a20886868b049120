import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { packPage } from "../../../lambda/adapters/page/pack-page.ts";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { parseGlob } from "../../../lambda/model/glob.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { answerRead, type Reader, type ReadPorts } from "../../../lambda/page/answer-read.ts";
import { PageKeeper } from "../../../lambda/page/page-keeper.ts";
import type { ReadEvent } from "../../../lambda/page/read-request.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";
import { type ScannedGroup, StoreOutage } from "../../../lambda/store/store.ts";
import { counter, labelSet, sample, sampleFamily } from "../../support/expositions.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createLiveGroup } from "../../support/store/live-group.ts";

const toGroup = (key: GroupingKey, value = 1, atMs = 1_700_000_000_000): LiveGroup =>
  createLiveGroup(
    { key, families: [sampleFamily("gauge", "m", [sample(value)], "what m is")], atMs },
    "t",
    new Set(),
  );

const DEFAULTS = { gzipBytes: 1_000_000, timeoutMs: 30_000 };

const createPorts = (items: readonly ScannedGroup[], parts: Partial<ReadPorts> = {}): ReadPorts => ({
  groups: {
    async *scan() {
      yield items;
    },
    read: async (path) =>
      items.find((item): item is LiveGroup => item.state !== "unreadable" && item.path === path),
  },
  pack: packPage,
  pages: new PageKeeper(Date.now),
  now: Date.now,
  within: withDeadline,
  limits: DEFAULTS,
  ...parts,
});

const EVERYTHING: Reader = { scrape: { jobs: ["*"] }, reads: [] };

const toEvent = (parts: Partial<ReadEvent> = {}): ReadEvent => ({
  resource: "/metrics",
  path: "/metrics",
  multiValueHeaders: { "Accept-Encoding": ["gzip"] },
  multiValueQueryStringParameters: null,
  ...parts,
});

const read = async (event: ReadEvent, reader: Reader, ports: ReadPorts): Promise<string> => {
  const answer = await answerRead(event, reader, ports);
  if (!answer.ok) {
    return answer.error.code;
  }
  const { body, encoding } = answer.value;
  return String(encoding === "gzip" ? gunzipSync(body) : body);
};

const A = toGroup(keyOf("a"), 1);
const B = toGroup(keyOf("b", { instance: "i" }), 2);
const OWN = toGroup(keyOf("pushgateway-proxy"), 3);
const TOMBSTONE = { state: "deleted", path: keyOf("c").path, atMs: 1, id: "x", idle: undefined } as const;

const valuesOf = (page: string): readonly string[] =>
  page.split("\n").filter((line) => line.startsWith("m{"));

describe("GET /metrics", () => {
  it("returns every group in the Pushgateway's form, and the number of groups", async () => {
    expect(await read(toEvent(), EVERYTHING, createPorts([B, TOMBSTONE, A]))).toBe(
      [
        "# HELP m what m is",
        "# TYPE m gauge",
        'm{instance="",job="a"} 1',
        'm{instance="i",job="b"} 2',
        "# HELP push_failure_time_seconds Last Unix time when changing this group in the Pushgateway failed.",
        "# TYPE push_failure_time_seconds gauge",
        'push_failure_time_seconds{instance="",job="a"} 0',
        'push_failure_time_seconds{instance="i",job="b"} 0',
        "# HELP push_time_seconds Last Unix time when changing this group in the Pushgateway succeeded.",
        "# TYPE push_time_seconds gauge",
        'push_time_seconds{instance="",job="a"} 1.7e+09',
        'push_time_seconds{instance="i",job="b"} 1.7e+09',
        "# HELP pushgateway_proxy_build_info A metric with a constant '1' value labeled by the version of pushgateway-proxy.",
        "# TYPE pushgateway_proxy_build_info gauge",
        'pushgateway_proxy_build_info{version="0.1.0"} 1',
        "# HELP pushgateway_proxy_groups Groups on this page.",
        "# TYPE pushgateway_proxy_groups gauge",
        "pushgateway_proxy_groups 2",
        "# HELP pushgateway_proxy_push_timestamp_seconds When the group was last pushed.",
        "# TYPE pushgateway_proxy_push_timestamp_seconds gauge",
        'pushgateway_proxy_push_timestamp_seconds{instance="",job="a"} 1.7e+09',
        'pushgateway_proxy_push_timestamp_seconds{instance="i",job="b"} 1.7e+09',
        "# HELP pushgateway_proxy_unreadable_groups Stored groups that are damaged and therefore missing from this page.",
        "# TYPE pushgateway_proxy_unreadable_groups gauge",
        "pushgateway_proxy_unreadable_groups 0",
        "",
      ].join("\n"),
    );
  });

  it.each([
    ["the jobs of the right", ["b"], [], ['m{instance="i",job="b"} 2']],
    [
      "not the proxy's own job, which * does not match",
      ["*"],
      [],
      ['m{instance="",job="a"} 1', 'm{instance="i",job="b"} 2'],
    ],
    [
      "the proxy's own job if it is named literally",
      ["pushgateway-proxy"],
      [],
      ['m{instance="",job="pushgateway-proxy"} 3'],
    ],
    ["not the proxy's own job for another pattern", ["pushgateway-*"], [], []],
    ["the jobs that match a filter", ["*"], ["b*"], ['m{instance="i",job="b"} 2']],
    ["the jobs that match one of several filters", ["*"], ["x", "a"], ['m{instance="",job="a"} 1']],
    ["nothing for a filter outside the right", ["b"], ["a"], []],
  ])("returns %s", async (_, jobs, filters, lines) => {
    const event = toEvent({
      multiValueQueryStringParameters: filters.length === 0 ? null : { job: [...filters] },
    });
    const page = await read(event, { scrape: { jobs }, reads: [] }, createPorts([A, B, OWN]));
    expect(valuesOf(page)).toEqual(lines);
  });

  it("accepts job[] as job", async () => {
    const event = toEvent({ multiValueQueryStringParameters: { "job[]": ["a"] } });
    expect(valuesOf(await read(event, EVERYTHING, createPorts([A, B])))).toEqual([
      'm{instance="",job="a"} 1',
    ]);
  });

  it("shows the help text of the group that was pushed last", async () => {
    const later = createLiveGroup(
      { key: keyOf("z"), families: [sampleFamily("gauge", "m", [sample(9)], "later")], atMs: A.atMs + 1 },
      "t",
      new Set(),
    );
    expect(await read(toEvent(), EVERYTHING, createPorts([later, A]))).toContain("# HELP m later\n");
  });

  it("takes `instance` from the body when the key has none, and other labels of the key from the key", async () => {
    const families = [sampleFamily("gauge", "m", [{ ...sample(1), labels: labelSet({ instance: "body" }) }])];
    const inBody = createLiveGroup({ key: keyOf("a"), families, atMs: 1 }, "t", new Set());
    const inKey = createLiveGroup(
      { key: keyOf("b", { instance: "key" }), families, atMs: 1 },
      "t",
      new Set(),
    );
    expect(valuesOf(await read(toEvent(), EVERYTHING, createPorts([inBody, inKey])))).toEqual([
      'm{instance="body",job="a"} 1',
      'm{instance="key",job="b"} 1',
    ]);
  });

  it.each([
    ["that cannot be read", { state: "unreadable", key: "x", reason: "y" } as const],
    ["whose content is cut", { ...B, content: B.content.subarray(0, 12) }],
    ["whose value is cut", { ...B, content: cutValue(B.content) }],
    [
      "that has a family of another type",
      createLiveGroup({ key: keyOf("b"), families: [counter("m")], atMs: 1 }, "t", new Set()),
    ],
  ])("leaves out the whole group %s, and reports it", async (_, damaged) => {
    const page = await read(toEvent(), EVERYTHING, createPorts([A, damaged as ScannedGroup]));
    expect(valuesOf(page)).toEqual(['m{instance="",job="a"} 1']);
    expect(page).toContain("\npushgateway_proxy_groups 1\n");
    expect(page).toContain("\npushgateway_proxy_unreadable_groups 1\n");
    expect(page).not.toContain('job="b"');
  });

  it.each([
    ["a client without a right", { scrape: undefined, reads: [] }, {}, "group-not-granted"],
    [
      "an unknown parameter",
      EVERYTHING,
      { multiValueQueryStringParameters: { jbo: ["a"] } },
      "query-invalid",
    ],
    ["an empty filter", EVERYTHING, { multiValueQueryStringParameters: { job: [""] } }, "query-invalid"],
    [
      "21 filters",
      EVERYTHING,
      { multiValueQueryStringParameters: { job: Array.from({ length: 21 }, String) } },
      "query-invalid",
    ],
  ])("refuses %s", async (_, reader, parts, code) => {
    expect(await read(toEvent(parts), reader, createPorts([A]))).toBe(code);
  });

  it("accepts 20 filters, and suggests the nearest parameter", async () => {
    const filters = Array.from({ length: 20 }, String);
    const event = toEvent({ multiValueQueryStringParameters: { job: filters } });
    expect(valuesOf(await read(event, EVERYTHING, createPorts([A])))).toEqual([]);
    const answer = await answerRead(
      toEvent({ multiValueQueryStringParameters: { jobs: ["a"] } }),
      EVERYTHING,
      createPorts([]),
    );
    expect(answer).toMatchObject({ error: { detail: expect.stringContaining("did you mean job?") } });
  });

  it("refuses a large page without gzip, and a page that is too large", async () => {
    const large = Array.from({ length: 20_000 }, (_, i) => toGroup(keyOf(`job-${i}`)));
    const plain = toEvent({ multiValueHeaders: {} });
    expect(await read(plain, EVERYTHING, createPorts(large))).toBe("gzip-required");
    expect(await read(plain, EVERYTHING, createPorts([A]))).toContain("pushgateway_proxy_groups 1\n");
    const limits = { ...DEFAULTS, gzipBytes: 10_000 };
    expect(await read(toEvent(), EVERYTHING, createPorts(large, { limits }))).toBe("page-too-large");
  });

  const failing = (error: Error, after: readonly ScannedGroup[]): ReadPorts["groups"] => ({
    async *scan() {
      yield after;
      throw error;
    },
    read: () => Promise.reject(error),
  });

  it("is refused when the store fails during the scan, and works once it answers again", async () => {
    const ports = createPorts([], { groups: failing(new StoreOutage("gone"), [A]) });
    expect(await read(toEvent(), EVERYTHING, ports)).toBe("store-unavailable");
    expect(
      valuesOf(await read(toEvent(), EVERYTHING, { ...ports, groups: createPorts([A]).groups })),
    ).toHaveLength(1);
  });

  it("is answered in time if the client waits less than half a second", async () => {
    const event = toEvent({ multiValueHeaders: { "X-Prometheus-Scrape-Timeout-Seconds": ["0.4"] } });
    const groups = {
      async *scan() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield [A];
      },
      read: async () => undefined,
    };
    expect(valuesOf(await read(event, EVERYTHING, createPorts([], { groups })))).toHaveLength(1);
  });

  it.each([
    ["the client's time is over", { "X-Prometheus-Scrape-Timeout-Seconds": ["0.55"] }, 10_000, "raise"],
    ["the client gives little time", { "X-Prometheus-Scrape-Timeout-Seconds": ["0.1"] }, 10_000, "raise"],
    ["the function's time is over", {}, 50, "no"],
    ["the client gives more", { "X-Prometheus-Scrape-Timeout-Seconds": ["0.55"] }, 50, "no"],
  ])("is refused when %s, with the advice for that", async (_, headers, timeoutMs, advice) => {
    const groups = {
      async *scan() {
        await new Promise((resolve) => setTimeout(resolve, 300));
        yield [A];
      },
      read: async () => undefined,
    };
    const event = toEvent({ multiValueHeaders: { "Accept-Encoding": ["gzip"], ...headers } });
    const ports = createPorts([], { groups, limits: { ...DEFAULTS, timeoutMs } });
    const answer = await answerRead(event, EVERYTHING, ports);
    expect(!answer.ok && answer.error).toMatchObject({
      code: "page-timed-out",
      detail: expect.stringMatching(`^the page was not ready after [.0-9]+ s; ${advice} scrape_timeout`),
    });
  });
});

describe("GET /metrics/job/…", () => {
  const reader: Reader = {
    scrape: undefined,
    reads: [
      {
        right: { when: {}, job: "b", grouping: [] },
        job: parseGlob("b"),
        grouping: new Map([["instance", { isOptional: true, value: parseGlob("*") }]]),
      },
    ],
  };
  const toGroupEvent = (path: string, parts: Partial<ReadEvent> = {}) =>
    toEvent({ resource: "/metrics/{proxy+}", path, ...parts });

  it("returns one group in the form of the page", async () => {
    const page = await read(toGroupEvent("/metrics/job/b/instance/i"), reader, createPorts([A, B]));
    expect(valuesOf(page)).toEqual(['m{instance="i",job="b"} 2']);
    expect(page).not.toContain("pushgateway_proxy_groups");
  });

  it.each([
    ["a missing group", "/metrics/job/b", "group-unknown"],
    ["a group that was deleted", "/metrics/job/b/instance/gone", "group-unknown"],
    ["an existing group that no right covers", "/metrics/job/a", "group-not-granted"],
    ["a missing group that no right covers", "/metrics/job/x", "group-not-granted"],
    ["an invalid path", "/metrics/job/b/instance", "path-invalid"],
  ])("refuses %s", async (_, path, code) => {
    const gone = { ...TOMBSTONE, path: keyOf("b", { instance: "gone" }).path };
    expect(await read(toGroupEvent(path), reader, createPorts([A, B, gone]))).toBe(code);
  });

  it("refuses parameters, and does not imply a right to the page", async () => {
    const event = toGroupEvent("/metrics/job/b", { multiValueQueryStringParameters: { job: ["b"] } });
    expect(await read(event, reader, createPorts([B]))).toBe("query-invalid");
    expect(await read(toEvent(), reader, createPorts([B]))).toBe("group-not-granted");
    expect(await read(toGroupEvent("/metrics/job/b/instance/i"), EVERYTHING, createPorts([B]))).toBe(
      "group-not-granted",
    );
  });
});

/** Changes the length of the value so that it exceeds its metric. */
function cutValue(content: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(content);
  const valueAt = damaged.findIndex(
    (byte, at) => byte === 0x12 && damaged[at + 1] === 9 && damaged[at + 2] === 9,
  );
  damaged[valueAt + 1] = 40;
  return damaged;
}
