import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createSweepPorts } from "../../lambda/adapters/sweep-ports.ts";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import { createSweepHandler } from "../../lambda/handlers/sweep.ts";
import type { Exemplar, MetricFamily, NativeBuckets } from "../../lambda/model/exposition.ts";
import { DELIMITED_PROTOBUF } from "../../lambda/model/format.ts";
import { decodeContent } from "../../lambda/store/groups/content.ts";
import { NO_HOLDING } from "../../lambda/store/items.ts";
import { AWS_TIMES } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { histogram, sample, summary } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { createLiveGroup } from "../support/store/live-group.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { openStore } from "../support/store/open-store.ts";

const LABELS = new Set(["instance"]);
const KEY = keyOf("native");

const exemplar = (trace: string): Exemplar => ({
  labels: { names: ["trace_id"], values: [trace] },
  value: 0.75,
  timestamp: { seconds: 1_700_000_000, nanos: 5 },
});

const native = (zeroCount: number): NativeBuckets => ({
  kind: "integer",
  schema: 3,
  count: 3 + zeroCount,
  zeroThreshold: 2 ** -128,
  zeroCount,
  positive: { spans: [{ offset: -2, length: 2 }], values: [2, -1] },
  negative: { spans: [], values: [] },
});

interface Contents {
  readonly trace?: string;
  readonly zeroCount?: number;
  readonly createdNanos?: number;
}

/** Families that differ only in the named detail. */
const familiesOf = ({ trace = "1", zeroCount = 2, createdNanos = 0 }: Contents): readonly MetricFamily[] => {
  const created = { seconds: 1_700_000_000, nanos: createdNanos };
  return [
    {
      type: "counter",
      name: "c_total",
      help: "",
      at: 0,
      metrics: [{ ...sample(1, { a: "b" }), exemplar: exemplar(trace), created }],
    },
    {
      type: "gaugehistogram",
      name: "g",
      help: "",
      at: 0,
      metrics: [
        histogram(
          [
            [1, 0.5],
            [2, 2],
          ],
          { sum: 3, count: 2 },
        ),
      ],
    },
    {
      type: "histogram",
      name: "h",
      help: "",
      at: 0,
      metrics: [
        {
          ...histogram([], { sum: 4, count: 3 + zeroCount }, { l: "native" }),
          native: native(zeroCount),
          exemplars: [exemplar(trace)],
          created,
        },
        {
          ...histogram([], { sum: 4, count: 3 }, { l: "classic" }),
          buckets: [{ upperBound: 1, cumulativeCount: 3, at: 0, exemplar: exemplar(trace) }],
        },
      ],
    },
    {
      type: "summary",
      name: "s",
      help: "",
      at: 0,
      metrics: [{ ...summary([[0.5, 1]], { sum: 1, count: 2 }), created }],
    },
  ];
};

const toHex = (families: readonly MetricFamily[]): string =>
  Buffer.from(encodeExposition(families)).toString("hex");

describeWithReal("groups with native histograms", { pushgateway: findPushgateway() }, () => {
  let pushgateway: RunningProgram;
  let store: Store;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.now();
    pushgateway = await startPushgateway({ check: "off" });
  });

  afterEach(() => pushgateway.stop());

  const sweep = async (): Promise<RunReport> => {
    nowMs += 100_000;
    const handler = createSweepHandler(
      { ...createSweepPorts(pushgateway.url, store), now: () => nowMs, report: () => {}, deleted: () => {} },
      {
        times: AWS_TIMES,
        runEveryMs: 270_000,
        trackedLabels: LABELS,
        expiry: createExpiry([]),
        heal: "off",
        limits: { allowed: new Map(), maxima: NO_HOLDING },
        ownGroup: "off",
      },
    );
    const report = (await handler({ command: "sweep" })) as RunReport;
    await sleep(100);
    return report;
  };

  /** The pushed families on the page as Prometheus scrapes it, without the labels of the group. */
  const scrape = async (): Promise<readonly MetricFamily[]> => {
    const response = await fetch(`${pushgateway.url}/metrics`, { headers: { Accept: DELIMITED_PROTOBUF } });
    const page = decodeProtobuf(new Uint8Array(await response.arrayBuffer()));
    if (!page.ok) {
      throw new Error(page.error.detail);
    }
    const pushed = new Set(familiesOf({}).map(({ name }) => name));
    return page.value.families
      .filter(({ name }) => pushed.has(name))
      .map(
        (family) =>
          ({
            ...family,
            metrics: family.metrics.map((metric) => {
              const { names, values } = metric.labels;
              const own = names.flatMap((name, index) => (name === "job" ? [] : [index]));
              return {
                ...metric,
                labels: { names: own.map((at) => names[at]!), values: own.map((at) => values[at]!) },
              };
            }),
          }) as MetricFamily,
      );
  };

  const CHANGES: readonly (readonly [string, Contents])[] = [
    ["an exemplar", { trace: "2" }],
    ["a native bucket", { zeroCount: 3 }],
    ["a created timestamp", { createdNanos: 1 }],
  ];

  it.each(CHANGES)("are delivered again when a lost relay changed only %s", async (_, change) => {
    store = await openStore(LABELS);
    const write = async (contents: Contents) => {
      const known = (await store.groups.read(KEY.path)) as Parameters<Store["groups"]["write"]>[1];
      const group = createLiveGroup(
        { key: KEY, families: familiesOf(contents), atMs: nowMs },
        store.groups.table,
        LABELS,
      );
      expect(await store.groups.write(group, known)).toMatchObject({ kind: "done" });
    };
    await write({});
    expect(await sweep()).toMatchObject({ repairs: { missing: 1 } });
    expect(sorted(await scrape())).toBe(sorted(familiesOf({})));
    nowMs += 1_000;
    await write(change);
    expect(await sweep()).toMatchObject({ repairs: { older: 1 } });
    expect(sorted(await scrape())).toBe(sorted(familiesOf(change)));
    expect(await sweep()).toMatchObject({ repairs: { missing: 0, older: 0 } });
  });

  it("are taken over completely by a new store in front of a Pushgateway that holds them", async () => {
    store = createMemoryStore();
    const response = await fetch(`${pushgateway.url}/metrics/job/native`, {
      method: "PUT",
      headers: { "Content-Type": DELIMITED_PROTOBUF },
      body: Buffer.from(encodeExposition(familiesOf({}))),
    });
    expect(response.status).toBe(202);
    await sleep(100);
    expect(await sweep()).toMatchObject({ outcome: "opening", opening: { taken: [KEY.path] } });
    const group = await store.groups.read(KEY.path);
    expect(group?.state).toBe("live");
    expect(group?.state === "live" && toHex(decodeContent(group.content))).toBe(toHex(familiesOf({})));
  });
});

/** The Pushgateway sorts metrics by their labels. */
const sorted = (families: readonly MetricFamily[]): string =>
  toHex(
    families.map(
      (family) =>
        ({
          ...family,
          metrics: (family.metrics as readonly MetricFamily["metrics"][number][]).toSorted((a, b) =>
            JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1,
          ),
        }) as MetricFamily,
    ),
  );
