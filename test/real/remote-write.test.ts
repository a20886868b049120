import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
} from "../../lambda/adapters/remote-write/remote-write-receiver.ts";
import type { RemoteWriteReceiver } from "../../lambda/destinations/remote-write/receiver.ts";
import { runRemoteWrite } from "../../lambda/destinations/remote-write/run.ts";
import { REMOTE_WRITE_TIMES } from "../../lambda/destinations/remote-write/times.ts";
import { deleteGroup } from "../../lambda/store/groups/delete-group.ts";
import { writeGroup } from "../../lambda/store/groups/write-group.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { histogram, sample, sampleFamily } from "../support/expositions.ts";
import { keyOf } from "../support/grouping-key.ts";
import { LocalStarts } from "../support/npm-start.ts";
import { queryHistory, querySeries } from "../support/prometheus-query.ts";
import { createRemoteWriteConfig } from "../support/proxy-config.ts";
import { Random } from "../support/random.ts";
import {
  findDebianVictoriaMetrics,
  findFreePort,
  findPrometheus2,
  findPrometheus3,
  findVictoriaMetrics,
  type RunningProgram,
  startProgram,
  startPrometheus,
} from "../support/real-components.ts";
import { createMemoryStore } from "../support/store/memory-store.ts";
import { StoreWorld } from "../support/store/store-world.ts";

const RUNS = 50;
const EVERY_MS = 250;

/** All times are divided by 240, except the time for a receiver's answer. */
const TIMES = {
  ...REMOTE_WRITE_TIMES,
  everyMs: EVERY_MS,
  leaseMs: 8_000,
  requestMs: 3_000,
  marginMs: 200,
};

const startReceivingPrometheus = (binary: string): Promise<RunningProgram> =>
  startPrometheus({ binary, target: "127.0.0.1:1", args: ["--web.enable-remote-write-receiver"] });

const startVictoriaMetrics = async (binary: string): Promise<RunningProgram> => {
  const folder = mkdtempSync(join(tmpdir(), "victoria-metrics-"));
  const port = await findFreePort();
  const program = await startProgram(`http://127.0.0.1:${port}`, "/health", binary, [
    `-storageDataPath=${folder}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-search.latencyOffset=1ms",
    "-search.disableCache",
    "-retentionPeriod=1d",
    "-memory.allowedBytes=256MB",
    "-loggerLevel=ERROR",
  ]);
  return {
    ...program,
    stop: async (signal) => {
      await program.stop(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const RECEIVERS = [
  {
    name: "Prometheus 3.16 without an out-of-order window",
    component: "prometheus-3.16",
    binary: findPrometheus3(),
    start: startReceivingPrometheus,
    metadata: "unused",
  },
  {
    name: "Prometheus 2.42",
    component: "prometheus",
    binary: findPrometheus2(),
    start: startReceivingPrometheus,
    metadata: "unused",
  },
  {
    name: "VictoriaMetrics 1.146",
    component: "victoria-metrics",
    binary: findVictoriaMetrics(),
    start: startVictoriaMetrics,
    metadata: "shown",
  },
  {
    name: "VictoriaMetrics 1.79",
    component: "victoria-metrics of Debian",
    binary: findDebianVictoriaMetrics(),
    start: startVictoriaMetrics,
    metadata: "unused",
  },
] as const;

/** The content of the groups, kept by this test: by path, the series with their values. */
type Held = Map<string, ReadonlyMap<string, number>>;

for (const { name, component, binary, start, metadata } of RECEIVERS) {
  describeWithReal(`remote write to ${name}`, { [component]: binary }, () => {
    let receiver: RunningProgram;

    beforeAll(async () => {
      receiver = await start(binary!);
    }, 60_000);

    afterAll(() => receiver.stop());

    it(`shows after ${RUNS} runs what the store holds: nothing wrong, missing, left over or older`, async () => {
      const random = new Random(3);
      const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
      const ports = { ...world.createFunction(), now: Date.now };
      const held: Held = new Map();
      const real = createRemoteWriteReceiver({
        url: new URL("/api/v1/write", receiver.url),
        headers: {},
        authorization: NO_AUTHORIZATION,
      });
      const run = (through: RemoteWriteReceiver = real) =>
        runRemoteWrite(
          createRemoteWriteConfig(),
          0,
          {
            store: world.inner,
            receiver: through,
            now: Date.now,
            sleep,
            random: Math.random,
            createId: () => world.createId(),
          },
          TIMES,
        );
      const outcomes: string[] = [];
      let value = 0;
      for (let ran = 0; ran < RUNS; ran++) {
        for (let pushes = random.between(0, 6); pushes > 0; pushes--) {
          value += 1;
          await pushOrDelete(random, value, held, world, ports);
        }
        // Sometimes a run gets no answers although its requests arrive, and another run begins at once.
        const isUnanswered = random.chance(0.15);
        const running = run(isUnanswered ? withoutAnswers(real) : real);
        await sleep(EVERY_MS);
        outcomes.push((await waitFor(running, isUnanswered ? 10 : 5_000))?.outcome ?? "unanswered");
        if (isUnanswered) {
          await running;
        }
      }
      expect(outcomes.filter((outcome) => outcome === "complete").length).toBeGreaterThan(RUNS / 2);
      await sleep(TIMES.marginMs);
      expect(await run()).toMatchObject({
        outcome: "complete",
        dropped: { refused: 0, rejected: 0, "too-large": 0 },
      });
      const expected = new Map([...held.values()].flatMap((series) => [...series]));
      await waitUntilEqual(receiver.url, expected);
      for (const series of [...expected.keys()].filter((one) => !one.startsWith("h_"))) {
        const history = await queryHistory(receiver.url, toSelector(series));
        const values = [...history].sort(([a], [b]) => a - b).map(([, one]) => one);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }
    }, 180_000);

    it(`accepts types and help texts, which are ${metadata} then`, async () => {
      const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
      const families = [sampleFamily("counter", "helped_total", [sample(1)], "What it counts.")];
      await writeGroup(world.push(families), { ...world.createFunction(), now: Date.now });
      expect(await runOnce(world, receiver.url)).toMatchObject({ outcome: "complete", samples: 3 });
      const shown = { helped_total: [{ type: "counter", help: "What it counts." }] };
      const read = async () =>
        (
          (await (await fetch(`${receiver.url}/api/v1/metadata?metric=helped_total`)).json()) as {
            data?: object;
          }
        ).data ?? {};
      // VictoriaMetrics shows accepted metadata after a moment. Prometheus shows only that of its targets.
      if (metadata === "shown") {
        await until(async () => Object.keys(await read()).length > 0, 10_000);
      }
      expect(await read()).toMatchObject(metadata === "shown" ? shown : {});
      expect(Object.keys(await read())).toHaveLength(metadata === "shown" ? 1 : 0);
    }, 30_000);
  });
}

/** Undefined if there is no value in time. It leaves no timer, which would keep the process of the tests alive. */
const waitFor = async <Value>(value: Promise<Value>, timeoutMs: number): Promise<Value | undefined> => {
  const timer = new AbortController();
  const expired = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
  const first = await Promise.race([value, expired]);
  timer.abort();
  return first;
};

/** A receiver that accepts requests, but whose answers are lost. */
const withoutAnswers = (real: RemoteWriteReceiver): RemoteWriteReceiver => ({
  renewCredential: real.renewCredential,
  send: async (request) => {
    await real.send(request);
    return { kind: "unanswered", reason: "lost" };
  },
});

const pushOrDelete = async (
  random: Random,
  value: number,
  held: Held,
  world: StoreWorld,
  ports: ReturnType<StoreWorld["createFunction"]>,
): Promise<void> => {
  const instance = random.pick(["x", "y", "z"]);
  const key = keyOf("batch", { instance });
  if (random.chance(0.15)) {
    await deleteGroup(key, world.createId(), ports);
    held.delete(key.path);
    return;
  }
  const labels = ["1", "2", "3"].filter(() => random.chance(0.6));
  const bounds = random.pick([[1], [1, 2.5], [2.5]]);
  const families = [
    sampleFamily(
      "counter",
      "m_total",
      labels.map((a) => sample(value, { a })),
    ),
    {
      type: "histogram" as const,
      name: "h",
      help: "",
      metrics: [
        histogram(
          bounds.map((bound) => [bound, value] as const),
          { sum: value, count: value },
        ),
      ],
      at: 0,
    },
  ];
  const outcome = await world.write(families, { key }, ports);
  expect(outcome.kind).toBe("stored");
  const rest = `instance=${JSON.stringify(instance)},job="batch"`;
  held.set(
    key.path,
    new Map([
      ...labels.map((a) => [`m_total{a="${a}",${rest}}`, value] as const),
      ...[...bounds, "Infinity"].map((le) => [`h_bucket{${rest},le="${le}"}`, value] as const),
      [`h_sum{${rest}}`, value],
      [`h_count{${rest}}`, value],
    ]),
  );
};

const toSelector = (series: string): string => series.replace(/le="Infinity"/, 'le="+Inf"');

/** VictoriaMetrics shows accepted samples after a moment. */
const waitUntilEqual = async (url: string, expected: ReadonlyMap<string, number>): Promise<void> => {
  const sorted = (series: ReadonlyMap<string, number>) => [...series].sort(([a], [b]) => (a < b ? -1 : 1));
  let shown: ReadonlyMap<string, number> = new Map();
  for (let tries = 0; tries < 40; tries++) {
    shown = await querySeries(url, '{job="batch",__name__!~"push.*_seconds"}');
    if (JSON.stringify(sorted(shown)) === JSON.stringify(sorted(expected))) {
      return;
    }
    await sleep(250);
  }
  expect(sorted(shown)).toEqual(sorted(expected));
};

describeWithReal("npm start -- --remote-write", { "prometheus-3.16": findPrometheus3() }, () => {
  const starts = new LocalStarts();
  let prometheus: RunningProgram;

  beforeAll(async () => {
    prometheus = await startReceivingPrometheus(findPrometheus3()!);
  }, 60_000);

  afterAll(async () => {
    await starts.close();
    await prometheus.stop();
  });

  it("makes a push available to a query in 70 seconds, and its DELETE, too", async () => {
    const { system } = await starts.startJson(["--remote-write", `${prometheus.url}/api/v1/write`]);
    const [client] = system.clients;
    const headers = { authorization: toBasicAuth(client!.id, client!.token) };
    const target = `${system.url}/metrics/job/desktop-app`;
    const push = await fetch(target, {
      method: "PUT",
      headers,
      body: "# TYPE starts_total counter\nstarts_total 42\n",
    });
    expect(push.status).toBe(200);
    const query = async () => [...(await querySeries(prometheus.url, "starts_total"))];
    await until(async () => (await query()).length === 1, 70_000);
    expect(await query()).toEqual([['starts_total{job="desktop-app"}', 42]]);
    expect((await fetch(target, { method: "DELETE", headers })).status).toBe(202);
    await until(async () => (await query()).length === 0, 70_000);
  }, 160_000);
});

const until = async (isTrue: () => Promise<boolean>, timeoutMs: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      throw new Error(`not true after ${timeoutMs} ms`);
    }
    await sleep(500);
  }
};

describeWithReal(
  "a series that another writer has sent later",
  { "prometheus-3.16": findPrometheus3() },
  () => {
    let prometheus: RunningProgram;

    beforeAll(async () => {
      prometheus = await startReceivingPrometheus(findPrometheus3()!);
    }, 60_000);

    afterAll(() => prometheus.stop());

    it.each([
      // Nothing of a refused request is stored, so its halves are sent.
      ["1.0", "400 out of order sample", 'many{i="77",instance="1.0",job="batch"}'],
      // The others of a refused request are stored, and the answer says how many.
      [
        "2.0",
        '400 out of order sample for series {__name__="many", i="77", instance="2.0", job="batch"}',
        undefined,
      ],
    ] as const)(
      "is refused without the others of its request, and reported (%s)",
      async (protocol, problem, refusedSeries) => {
        const push = async (values: readonly number[]): Promise<StoreWorld> => {
          const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
          const samples = values.map((i) => sample(i, { i: `${i}` }));
          const key = keyOf("batch", { instance: protocol });
          const pushed = world.push([sampleFamily("gauge", "many", samples)], { key });
          await writeGroup(pushed, { ...world.createFunction(), now: Date.now });
          return world;
        };
        const other = await push([77]);
        const world = await push(Array.from({ length: 100 }, (_, i) => i));
        expect(await runOnce(other, prometheus.url, protocol, 60_000)).toMatchObject({ samples: 3 });
        // The two times of the push are such series, too.
        const report = await runOnce(world, prometheus.url, protocol);
        expect(report).toMatchObject({ samples: 99, dropped: { refused: 3 }, refusedSeries });
        expect(report.problem?.startsWith(problem)).toBe(true);
        expect((await querySeries(prometheus.url, `many{instance="${protocol}",i!="77"}`)).size).toBe(99);
      },
    );
  },
);

describeWithReal("a receiver without native histograms", { prometheus: findPrometheus2() }, () => {
  it("gets all other samples, and the run reports how many it does not take", async () => {
    const prometheus = await startReceivingPrometheus(findPrometheus2()!);
    try {
      const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
      const side = { spans: [], values: [] };
      const native = {
        ...histogram([[1, 2]], { sum: 10, count: 6 }),
        native: {
          ...{ kind: "integer" as const, schema: 0, count: 6, zeroThreshold: 1, zeroCount: 6 },
          ...{ positive: side, negative: side },
        },
      };
      const families = [{ type: "histogram" as const, name: "render", help: "", metrics: [native], at: 0 }];
      await writeGroup(world.push(families), { ...world.createFunction(), now: Date.now });
      expect(await runOnce(world, prometheus.url)).toMatchObject({
        outcome: "complete",
        // Two buckets, sum, count and the two times of the push.
        samples: 6,
        dropped: { rejected: 1 },
        problem: "500 native histograms are disabled",
      });
      expect((await querySeries(prometheus.url, '{__name__=~"render.*"}')).size).toBe(4);
    } finally {
      await prometheus.stop();
    }
  }, 60_000);
});

describeWithReal("a native histogram by remote write", { "prometheus-3.16": findPrometheus3() }, () => {
  let prometheus: RunningProgram;

  beforeAll(async () => {
    prometheus = await startPrometheus({
      binary: findPrometheus3()!,
      target: "127.0.0.1:1",
      args: ["--web.enable-remote-write-receiver", "--enable-feature=exemplar-storage"],
    });
  }, 60_000);

  afterAll(() => prometheus.stop());

  it.each(["1.0", "2.0"] as const)(
    "can be queried, has its exemplars, and ends with its group (%s)",
    async (protocol) => {
      const world = await new StoreWorld(createMemoryStore("groups", "kept")).open();
      const ports = { ...world.createFunction(), now: Date.now };
      const key = keyOf("batch", { instance: protocol });
      const nowSeconds = Math.floor(Date.now() / 1_000);
      const whole = {
        ...histogram([], { sum: 10, count: 6 }),
        native: {
          kind: "integer" as const,
          schema: 0,
          count: 6,
          zeroThreshold: 0.001,
          zeroCount: 1,
          positive: { spans: [{ offset: 0, length: 3 }], values: [1, 1, -1] },
          negative: { spans: [{ offset: 1, length: 1 }], values: [1] },
        },
        exemplars: [toExemplar("abc", nowSeconds), toExemplar("older", nowSeconds - 30)],
      };
      const families = [{ type: "histogram" as const, name: "render", help: "", metrics: [whole], at: 0 }];
      expect((await world.write(families, { key }, ports)).kind).toBe("stored");
      const run = () => runOnce(world, prometheus.url, protocol);
      const sent = { outcome: "complete", samples: 3, dropped: { refused: 0 }, problem: undefined };
      expect(await run()).toMatchObject(sent);
      // The group is sent once more, with the same exemplars.
      expect(await run()).toMatchObject(sent);
      const query = async (text: string) => [...(await querySeries(prometheus.url, text)).values()];
      expect(await query(`histogram_count(render{instance="${protocol}"})`)).toEqual([6]);
      expect(await query(`histogram_sum(render{instance="${protocol}"})`)).toEqual([10]);
      expect(await query(`histogram_fraction(0, 8, render{instance="${protocol}"})`)).toEqual([
        expect.closeTo(4.5 / 6, 5),
      ]);
      const answer = await fetch(
        `${prometheus.url}/api/v1/query_exemplars?query=render{instance="${protocol}"}&start=${nowSeconds - 60}&end=${nowSeconds + 60}`,
      );
      expect(await answer.json()).toMatchObject({
        data: [
          {
            exemplars: [
              ...(protocol === "1.0"
                ? [{ labels: { trace_id: "older" }, value: "1.5", timestamp: nowSeconds - 29.995 }]
                : []),
              { labels: { trace_id: "abc" }, value: "1.5", timestamp: nowSeconds + 0.005 },
            ],
          },
        ],
      });
      await deleteGroup(key, world.createId(), ports);
      expect(await run()).toMatchObject({ outcome: "complete", staleMarkers: 3 });
      expect(await query('{job="batch"}')).toEqual([]);
    },
    60_000,
  );
});

const toExemplar = (trace: string, seconds: number) => ({
  labels: { names: ["trace_id"], values: [trace] },
  value: 1.5,
  timestamp: { seconds, nanos: 5_000_000 },
});

/** @param aheadMs how far the clock is ahead */
const runOnce = (world: StoreWorld, url: string, protocol: "1.0" | "2.0" = "1.0", aheadMs = 0) =>
  runRemoteWrite(
    createRemoteWriteConfig({ protocol }),
    0,
    {
      store: world.inner,
      receiver: createRemoteWriteReceiver({
        url: new URL("/api/v1/write", url),
        headers: {},
        authorization: NO_AUTHORIZATION,
      }),
      now: () => Date.now() + aheadMs,
      sleep,
      random: Math.random,
      createId: () => world.createId(),
    },
    TIMES,
  );
