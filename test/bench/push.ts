import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { PUSHGATEWAY_ENVIRONMENT } from "../../infra/local/pushgateway-process.ts";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { readVersion, startPushgateway } from "../support/real-components.ts";
import { toBars } from "./bars.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { cpuTimeMs } from "./push/cpu-time.ts";
import { GROUPS, type Target } from "./push/load.ts";
import { TITLES, toReport } from "./push/report.ts";
import { type Row, type SideName, sumUp, type Window } from "./push/results.ts";
import {
  pause,
  resume,
  type Side,
  startBareRelay,
  startLocalSystem,
  startMemoryProxy,
} from "./push/sides.ts";
import { fillGroups, measure, warmUp } from "./push/wrk.ts";
import { requirePushgateway, requireWrk } from "./required-programs.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));

/** The sides take turns, since the load of the machine changes. */
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 2);

/**
 * Pushes of the sample with 1, 100, 1,000 and 10,000 stored groups to: the local system with its store in SQLite, the
 * same with a store in memory, the local system of another checkout (`--against`), and a relay of the same shape that
 * does nothing, each in front of an unchecked Pushgateway; and to a Pushgateway alone with its own check. The sweeps
 * run during the pushes, and the figures include them. The other sides are stopped meanwhile. Needs wrk.
 */
export const run: Benchmark = async (options) => {
  const wrk = requireWrk();
  const pushgateway = requirePushgateway();
  const rows: Row[] = [];
  for (const groups of GROUPS) {
    rows.push({ groups, ...(await compare(wrk, groups, options)), load: loadavg()[0]! });
  }
  return {
    json: {
      pushgateway: readVersion(pushgateway),
      rows: rows.map((row) => ({ ...row, sides: Object.fromEntries(row.sides) })),
    },
    report: toReport(rows),
    drawings: rows.flatMap(({ groups, sides }) =>
      toBars([...sides], ([name]) => TITLES[name], [
        {
          title: `${groups} stored groups`,
          unit: "pushes/s",
          figureOf: ([, { pushesPerSecond }]) => pushesPerSecond,
        },
      ]),
    ),
  };
};

const compare = async (wrk: string, groups: number, { against, progress }: BenchOptions) => {
  const show = (text: string): void =>
    progress.show({ done: 0, total: undefined, text: `${groups} stored groups: ${text}` });
  const sides = new Map<SideName, Side>();
  try {
    sides.set("sqlite", await startLocalSystem());
    sides.set("memory", await startMemoryProxy());
    if (against !== undefined) {
      sides.set("against", await startLocalSystem(against));
    }
    sides.set("bareRelay", await startBareRelay(SAMPLE));
    for (const side of sides.values()) {
      await fillGroups(side.target, groups, SAMPLE, progress);
      show("warming up");
      await warmUp(wrk, side.target, groups, SAMPLE);
      pause(side);
    }
    const windows = new Map<SideName, Window[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, side] of sides) {
        show(`${TITLES[name]}, window ${round + 1} of ${ROUNDS}`);
        windows.set(name, [...(windows.get(name) ?? []), await measureSide(wrk, side, groups)]);
      }
    }
    windows.set("checked", [await measureChecked(wrk, groups, progress)]);
    return { sides: new Map(Array.from(windows, ([name, all]) => [name, sumUp(all)])) };
  } finally {
    for (const side of sides.values()) {
      resume(side);
      await side.stop();
    }
  }
};

const measureSide = async (wrk: string, side: Side, groups: number): Promise<Window> => {
  resume(side);
  const pids = [side.pid, side.pushgatewayPid] as const;
  const before = pids.map(cpuTimeMs);
  const result = await measure(wrk, side.target, groups, SAMPLE);
  const [cpuMicroseconds, pushgatewayCpuMicroseconds] = pids.map(cpuTimeMs).map((after, index) => {
    const start = before[index];
    return after === undefined || start === undefined ? undefined : ((after - start) * 1_000) / result.pushes;
  });
  pause(side);
  return { ...result, cpuMicroseconds, pushgatewayCpuMicroseconds };
};

/** Filled without its check, since a checked fill takes quadratic time, then restarted from its file. */
const measureChecked = async (wrk: string, groups: number, progress: Progress): Promise<Window> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
  const persistenceFile = join(folder, "state");
  const unchecked = await startPushgateway({ check: "off", persistenceFile });
  await fillGroups(toTarget(unchecked.url), groups, SAMPLE, progress);
  await unchecked.stop();
  const checked = await startPushgateway({
    check: "on",
    persistenceFile,
    environment: PUSHGATEWAY_ENVIRONMENT,
  });
  progress.show({ done: 0, total: undefined, text: `${groups} stored groups: ${TITLES.checked}` });
  try {
    const result = await measure(wrk, toTarget(checked.url), groups, SAMPLE);
    return { ...result, cpuMicroseconds: undefined, pushgatewayCpuMicroseconds: undefined };
  } finally {
    await checked.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const toTarget = (url: string): Target => ({ url, headers: {} });
