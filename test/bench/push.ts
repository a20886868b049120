import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, findPushgateway, readVersion, startPushgateway } from "../support/real-components.ts";
import type { Bars } from "./bars.ts";
import type { BenchOptions } from "./options.ts";
import { cpuTimeMs } from "./push/cpu-time.ts";
import { GROUPS, type LoadResult, type Target } from "./push/load.ts";
import { toReport } from "./push/report.ts";
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
export const run = async ({ json, against }: BenchOptions): Promise<readonly Bars[]> => {
  const wrk = findProgram("wrk");
  const pushgateway = findPushgateway();
  if (wrk === undefined || pushgateway === undefined) {
    throw new Error("this benchmark needs wrk and a pushgateway on the PATH");
  }
  const rows: Row[] = [];
  for (const groups of GROUPS) {
    process.stderr.write(`${groups} stored groups\n`);
    rows.push({ groups, ...(await compare(wrk, groups, against)), load: loadavg()[0]! });
  }
  process.stdout.write(json ? `${toJson(rows, readVersion(pushgateway))}\n` : toReport(rows));
  return rows.map(({ groups, sides }) => ({
    title: `${groups} stored groups`,
    unit: "pushes/s",
    bars: [...sides].map(([label, { pushesPerSecond }]) => ({ label, value: pushesPerSecond })),
  }));
};

const toJson = (rows: readonly Row[], pushgateway: string): string =>
  JSON.stringify({
    pushgateway,
    rows: rows.map((row) => ({ ...row, sides: Object.fromEntries(row.sides) })),
  });

const compare = async (wrk: string, groups: number, against: string | undefined) => {
  const sides = new Map<SideName, Side>();
  try {
    sides.set("sqlite", await startLocalSystem());
    sides.set("memory", await startMemoryProxy());
    if (against !== undefined) {
      sides.set("against", await startLocalSystem(against));
    }
    sides.set("bareRelay", await startBareRelay(SAMPLE));
    for (const { target } of sides.values()) {
      await fillGroups(target, groups, SAMPLE);
      await warmUp(wrk, target, groups, SAMPLE);
    }
    const best = new Map<SideName, Measured>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, side] of sides) {
        const measured = await measureSide(wrk, side, groups);
        if (measured.pushesPerSecond > (best.get(name)?.pushesPerSecond ?? 0)) {
          best.set(name, measured);
        }
      }
    }
    best.set("checked", { ...(await measureChecked(wrk, groups)), cpuMicroseconds: undefined });
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
const measureChecked = async (wrk: string, groups: number): Promise<LoadResult> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
  const persistenceFile = join(folder, "state");
  const unchecked = await startPushgateway({ check: "off", persistenceFile });
  await fillGroups(toTarget(unchecked.url), groups, SAMPLE);
  await unchecked.stop();
  const checked = await startPushgateway({ check: "on", persistenceFile });
  try {
    return await measure(wrk, toTarget(checked.url), groups, SAMPLE);
  } finally {
    await checked.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const toTarget = (url: string): Target => ({ url, headers: {} });
