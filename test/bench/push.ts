import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { findProgram, findPushgateway, readVersion, startPushgateway } from "../support/real-components.ts";
import { toBars } from "./bars.ts";
import type { Benchmark, BenchOptions } from "./benchmark.ts";
import { cpuTimeMs } from "./push/cpu-time.ts";
import { GROUPS, type LoadResult, type Target } from "./push/load.ts";
import { TITLES, toReport } from "./push/report.ts";
import type { Measured, Row, SideName } from "./push/results.ts";
import { type Side, startBareRelay, startLocalSystem, startMemoryProxy } from "./push/sides.ts";
import { fillGroups, measure, warmUp } from "./push/wrk.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));

/** Of each side in turn; the best counts, since others use the machine as well. */
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 3);

/**
 * Pushes of the sample at 1, 100, 1,000 and 10,000 stored groups: through the local system with its store in SQLite, through the
 * same with a store in memory, through the local system of another checkout (`--against`), through a relay of the same shape that
 * does nothing, each in front of an unchecked Pushgateway, and at a Pushgateway alone with its own check. Needs wrk.
 */
export const run: Benchmark = async (options) => {
  const wrk = findProgram("wrk");
  const pushgateway = findPushgateway();
  if (wrk === undefined || pushgateway === undefined) {
    throw new Error("this benchmark needs wrk and a pushgateway on the PATH");
  }
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
    for (const { target } of sides.values()) {
      await fillGroups(target, groups, SAMPLE, progress);
      show("warming up");
      await warmUp(wrk, target, groups, SAMPLE);
    }
    const best = new Map<SideName, Measured>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, side] of sides) {
        show(TITLES[name]);
        const measured = await measureSide(wrk, side, groups);
        if (measured.pushesPerSecond > (best.get(name)?.pushesPerSecond ?? 0)) {
          best.set(name, measured);
        }
      }
    }
    best.set("checked", { ...(await measureChecked(wrk, groups, progress)), cpuMicroseconds: undefined });
    return { sides: best };
  } finally {
    for (const side of sides.values()) {
      await side.stop();
    }
  }
};

const measureSide = async (wrk: string, { target, pid }: Side, groups: number): Promise<Measured> => {
  const before = cpuTimeMs(pid);
  const result = await measure(wrk, target, groups, SAMPLE);
  const after = cpuTimeMs(pid);
  const isKnown = before !== undefined && after !== undefined;
  return { ...result, cpuMicroseconds: isKnown ? ((after - before) * 1_000) / result.pushes : undefined };
};

/** Filled while its check is off, since filling it checked takes time quadratic in the groups, then restarted from its file. */
const measureChecked = async (wrk: string, groups: number, progress: Progress): Promise<LoadResult> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
  const persistenceFile = join(folder, "state");
  const unchecked = await startPushgateway({ check: "off", persistenceFile });
  await fillGroups(toTarget(unchecked.url), groups, SAMPLE, progress);
  await unchecked.stop();
  const checked = await startPushgateway({ check: "on", persistenceFile });
  progress.show({ done: 0, total: undefined, text: `${groups} stored groups: ${TITLES.checked}` });
  try {
    return await measure(wrk, toTarget(checked.url), groups, SAMPLE);
  } finally {
    await checked.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const toTarget = (url: string): Target => ({ url, headers: {} });
