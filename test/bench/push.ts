import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, findPushgateway, readVersion, startPushgateway } from "../support/real-components.ts";
import { GROUPS, type LoadResult, type Target } from "./push/load.ts";
import { startBareRelay, startProxy } from "./push/sides.ts";
import { fillGroups, measure } from "./push/wrk.ts";
import { formatTable } from "./table.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));

/**
 * Pushes of the sample at 1, 100, 1,000 and 10,000 stored groups: through the local proxy in front of an unchecked Pushgateway,
 * through a relay of the same shape that does nothing, and at a Pushgateway alone with its own check. Needs wrk.
 */
export const run = async ({ json }: { readonly json: boolean }): Promise<void> => {
  const wrk = findProgram("wrk");
  const pushgateway = findPushgateway();
  if (wrk === undefined || pushgateway === undefined) {
    throw new Error("this benchmark needs wrk and a pushgateway on the PATH");
  }
  const rows: Row[] = [];
  for (const groups of GROUPS) rows.push(await compare(wrk, groups));
  if (json) process.stdout.write(`${JSON.stringify({ pushgateway: readVersion(pushgateway), rows })}\n`);
  else process.stdout.write(report(rows, readVersion(pushgateway)));
};

interface Row {
  readonly groups: number;
  readonly proxy: LoadResult;
  readonly bareRelay: LoadResult;
  readonly checked: LoadResult;
}

const compare = async (wrk: string, groups: number): Promise<Row> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
  try {
    process.stderr.write(`${groups} stored groups: proxy`);
    const proxy = await measureProxy(wrk, groups);
    process.stderr.write(", relay that does nothing");
    const bareRelay = await measureBareRelay(wrk, groups);
    process.stderr.write(", Pushgateway with its own check\n");
    const checked = await measureChecked(wrk, groups, join(folder, "state"));
    return { groups, proxy, bareRelay, checked };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const measureProxy = async (wrk: string, groups: number): Promise<LoadResult> => {
  const pushgateway = await startPushgateway({ check: "off" });
  const proxy = await startProxy(pushgateway.url);
  try {
    return await load(wrk, proxy.target, groups);
  } finally {
    await proxy.stop();
    await pushgateway.stop();
  }
};

const measureBareRelay = async (wrk: string, groups: number): Promise<LoadResult> => {
  const pushgateway = await startPushgateway({ check: "off" });
  const relay = await startBareRelay(pushgateway.url, SAMPLE);
  try {
    return await load(wrk, relay.target, groups);
  } finally {
    await relay.stop();
    await pushgateway.stop();
  }
};

/** Filled while its check is off, since filling it checked takes time quadratic in the groups, then restarted from its file. */
const measureChecked = async (wrk: string, groups: number, persistenceFile: string): Promise<LoadResult> => {
  const unchecked = await startPushgateway({ check: "off", persistenceFile });
  await fillGroups(toTarget(unchecked.url), groups, SAMPLE);
  await unchecked.stop();
  const checked = await startPushgateway({ check: "on", persistenceFile });
  try {
    return await measure(wrk, toTarget(checked.url), groups, SAMPLE);
  } finally {
    await checked.stop();
  }
};

const toTarget = (url: string): Target => ({ url, headers: {} });

const load = async (wrk: string, target: Target, groups: number): Promise<LoadResult> => {
  await fillGroups(target, groups, SAMPLE);
  return measure(wrk, target, groups, SAMPLE);
};

const report = (rows: readonly Row[], version: string): string => {
  const sides = rows.flatMap(({ groups, proxy, bareRelay, checked }) => [
    [String(groups), "proxy, Pushgateway unchecked", ...toCells(proxy)],
    [String(groups), "relay that does nothing", ...toCells(bareRelay)],
    [String(groups), `Pushgateway ${version} alone, its check on`, ...toCells(checked)],
  ]);
  const [atOne, atThousand] = [1, 1_000].map((count) => rows.find(({ groups }) => groups === count)!.proxy);
  const growth = atOne!.pushesPerSecond / atThousand!.pushesPerSecond;
  const ratios = rows.map(({ groups, proxy, bareRelay, checked }) => [
    String(groups),
    `${(proxy.pushesPerSecond / checked.pushesPerSecond).toFixed(1)} ×`,
    `${((100 * proxy.pushesPerSecond) / bareRelay.pushesPerSecond).toFixed(0)} %`,
  ]);
  return [
    formatTable(["groups", "side", "pushes/s", "p50 ms", "p99 ms", "errors"], sides),
    formatTable(["groups", "proxy / checked Pushgateway", "proxy / relay that does nothing"], ratios),
    `growth of the cost of a push through the proxy from 1 to 1,000 groups: ${growth.toFixed(2)} ×\n`,
  ].join("\n");
};

const toCells = ({ pushesPerSecond, p50Ms, p99Ms, errors }: LoadResult): readonly string[] => [
  pushesPerSecond.toFixed(0),
  p50Ms.toFixed(2),
  p99Ms.toFixed(2),
  String(errors),
];
