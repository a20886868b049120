import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { SMALL_NURSERY } from "../../infra/node-options.ts";
import { startMinistack } from "../emulated-aws/start-ministack.ts";
import { startPushgateway } from "../support/real-components.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { fillGroups } from "./push/wrk.ts";
import { requirePushgateway } from "./required-programs.ts";
import type { SweepCost } from "./sweep/sweep-repeatedly.ts";
import { formatTable } from "./table.ts";

const GROUPS = Number(process.env["BENCH_GROUPS"] ?? 10_000);
const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));
const EMULATOR = join(import.meta.dirname, "../../.local/ministack/bin/hypercorn");

/**
 * Runs of the sweep in a separate process, with a real Pushgateway with 10,000 groups of the sample: three that open a
 * new store in front of it, and two that find nothing to do. With SQLite in memory, and on MiniStack if it is
 * installed.
 */
export const run: Benchmark = async ({ progress }) => {
  requirePushgateway();
  const pushgateway = await startPushgateway({ check: "off" });
  try {
    await fillGroups({ url: pushgateway.url, headers: {} }, GROUPS, SAMPLE, progress);
    progress.show({ done: 0, total: undefined, text: "runs with SQLite" });
    const rows = [
      ...(await sweepInMemory(pushgateway.url)),
      ...(existsSync(EMULATOR) ? await sweepOnMinistack(pushgateway.url, progress) : []),
    ];
    return {
      json: rows,
      report: report(rows),
      drawings: toBars(rows, ({ store, sweep, outcome }) => `${store}, run ${sweep}, ${outcome}`, [
        { title: "processor time", unit: "s", figureOf: ({ cpuMs }) => cpuMs / 1_000 },
        { title: "peak RSS", unit: "MB", figureOf: ({ peakRssMb }) => peakRssMb },
      ]),
    };
  } finally {
    await pushgateway.stop();
  }
};

interface Row extends SweepCost {
  readonly store: string;
  readonly sweep: string;
}

const sweepInMemory = async (pushgatewayUrl: string): Promise<readonly Row[]> =>
  toRows("SQLite", await sweepRepeatedly([pushgatewayUrl], {}));

const sweepOnMinistack = async (pushgatewayUrl: string, progress: Progress): Promise<readonly Row[]> => {
  progress.show({ done: 0, total: undefined, text: "runs on MiniStack" });
  const ministack = await startMinistack();
  const client = new DynamoDBClient({
    endpoint: ministack.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    for (const TableName of ["groups", "contracts"]) {
      await client.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      );
    }
    const costs = await sweepRepeatedly([pushgatewayUrl, "groups", "contracts"], ministack.environment);
    return toRows("MiniStack", costs);
  } finally {
    client.destroy();
    await ministack.stop();
  }
};

const sweepRepeatedly = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly SweepCost[]> => {
  const script = join(import.meta.dirname, "sweep/sweep-repeatedly.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, ...environment, NODE_OPTIONS: SMALL_NURSERY },
  });
  return JSON.parse(stdout) as readonly SweepCost[];
};

const toRows = (store: string, costs: readonly SweepCost[]): readonly Row[] =>
  costs.map((cost, index) => ({ store, sweep: String(index + 1), ...cost }));

const report = (rows: readonly Row[]): string =>
  formatTable(
    ["store", "run", "what", "groups", "took s", "of which reading s", "CPU s", "peak RSS MB"],
    rows.map(({ store, sweep, outcome, groups, tookMs, readTookMs, cpuMs, peakRssMb }) => [
      store,
      sweep,
      outcome,
      String(groups),
      (tookMs / 1_000).toFixed(2),
      (readTookMs / 1_000).toFixed(2),
      (cpuMs / 1_000).toFixed(2),
      peakRssMb.toFixed(0),
    ]),
  );
