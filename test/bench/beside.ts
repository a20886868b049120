import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askLocalSystem } from "../../cli/operator/transport.ts";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { startProxy } from "../support/running-proxy.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { fillGroups } from "./push/wrk.ts";
import { requirePushgateway } from "./required-programs.ts";
import { formatTable } from "./table.ts";

const GROUPS = Number(process.env["BENCH_GROUPS"] ?? 10_000);
const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));
const SECONDS = 20;
const PUSHES_A_SECOND = 50;
const CONFIG = `
clients:
  - id: desktop-app
    grants: [{ methods: [PUT], job: desktop-app, grouping: { instance: "*" }, metrics: ["*"] }]
    limits: { groups: ${2 * GROUPS}, totalSeries: 10000000 }
store: { maxSeries: 10000000 }
`;

/**
 * The latency of steady pushes to the local system with 10,000 groups of the sample and a real Pushgateway: with the
 * sweep's schedule, and with runs that follow each other without a pause.
 */
export const run: Benchmark = async ({ progress }) => {
  requirePushgateway();
  const proxy = await startProxy(CONFIG);
  try {
    const target = { url: proxy.url, headers: { Authorization: proxy.authorization["desktop-app"]! } };
    await fillGroups(target, GROUPS, SAMPLE, progress);
    const rows = [await measureBeside("the schedule", target, progress, async () => 0)];
    let isDone = false;
    const running = (async () => {
      let runs = 0;
      for (; !isDone; runs++) {
        const answer = await askLocalSystem(
          { command: "sweep", dryRun: false, force: false },
          proxy.operatorFile,
        );
        if (!answer.ok) {
          throw new Error(answer.error);
        }
      }
      return runs;
    })();
    rows.push(
      await measureBeside("runs without a pause", target, progress, async () => {
        isDone = true;
        return running;
      }),
    );
    return {
      json: rows,
      report: report(rows),
      drawings: toBars(rows, ({ beside }) => `beside ${beside}`, [
        { title: "median of a push", unit: "ms", figureOf: ({ p50Ms }) => p50Ms },
        { title: "99th percentile", unit: "ms", figureOf: ({ p99Ms }) => p99Ms },
      ]),
    };
  } finally {
    await proxy.stop();
  }
};

interface Row {
  readonly beside: string;
  readonly runs: number;
  readonly pushes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const measureBeside = async (
  beside: string,
  target: Target,
  progress: Progress,
  finish: () => Promise<number>,
): Promise<Row> => {
  const latencies: number[] = [];
  const pushes: Promise<void>[] = [];
  const count = SECONDS * PUSHES_A_SECOND;
  const startMs = performance.now();
  for (let index = 0; index < count; index++) {
    if (index % PUSHES_A_SECOND === 0) {
      progress.show({ done: index / PUSHES_A_SECOND, total: SECONDS, text: `seconds beside ${beside}` });
    }
    // On a fixed schedule: a loop that waited for slow answers would leave out the pushes that they delay.
    await sleep(Math.max(0, startMs + (index * 1_000) / PUSHES_A_SECOND - performance.now()));
    pushes.push(push(target, index % GROUPS).then((ms) => void latencies.push(ms)));
  }
  await Promise.all(pushes);
  const runs = await finish();
  latencies.sort((a, b) => a - b);
  const percentile = (part: number): number => latencies[Math.floor(part * (latencies.length - 1))] ?? 0;
  return {
    beside,
    runs,
    pushes: latencies.length,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    maxMs: percentile(1),
  };
};

const push = async ({ url, headers }: Target, group: number): Promise<number> => {
  const startMs = performance.now();
  const response = await fetch(`${url}/metrics/job/desktop-app/instance/i-${group}`, {
    method: "PUT",
    headers,
    body: new Uint8Array(SAMPLE),
  });
  await response.arrayBuffer();
  if (response.status !== 200) {
    throw new Error(`a push is answered with ${response.status}`);
  }
  return performance.now() - startMs;
};

const report = (rows: readonly Row[]): string =>
  formatTable(
    ["beside", "runs", "pushes", "p50 ms", "p99 ms", "longest ms"],
    rows.map(({ beside, runs, pushes, p50Ms, p99Ms, maxMs }) => [
      beside,
      String(runs),
      String(pushes),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      maxMs.toFixed(1),
    ]),
  );
