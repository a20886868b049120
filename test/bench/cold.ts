/**
 * `npm run bench -- cold`: size and import time of each deployed bundle in new processes of this Node. Their libraries
 * are measured alone, bundled in the same way. Rounds are interleaved, so that a busy moment of the machine affects
 * all. The best time is nearest to that of Lambda, whose processor does nothing else.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { buildBundles, FUNCTION_NAMES, PROJECT_ROOT } from "../../infra/bundling.ts";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { formatTable } from "./table.ts";

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 21);

const DESTINATION = createRemoteWriteConfig();

/** Every variable that a function reads when it is loaded. */
const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  PUSHGATEWAY_URL: "http://127.0.0.1:9091",
  GROUPS_TABLE: "groups",
  CONTRACTS_TABLE: "contracts",
  PAGE_TRANSFER: "buffered",
  DESTINATION: DESTINATION.name,
  RECEIVER_URL: "http://127.0.0.1:9090/api/v1/write",
  SHARD: "0",
};

/** The smallest use that a function makes of each. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "axios alone": 'import axios from "axios"; globalThis.used = axios.create();',
  "client-secrets-manager alone":
    'import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager"; globalThis.used = [new SecretsManagerClient({}), GetSecretValueCommand];',
  "client-dynamodb alone":
    'import { BatchGetItemCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb"; globalThis.used = [new DynamoDBClient({}), BatchGetItemCommand, TransactWriteItemsCommand];',
  "middy alone": 'import middy from "@middy/core"; globalThis.used = middy();',
};

interface Measurement {
  readonly name: string;
  readonly bytes: number;
  readonly bestMs: number;
  readonly medianMs: number;
}

export const run: Benchmark = async ({ progress }) => {
  const folder = mkdtempSync(join(tmpdir(), "bench-cold-"));
  try {
    progress.show({ done: 0, total: undefined, text: "building" });
    const files = { ...(await buildFunctions(folder)), ...(await buildLibraries(folder)) };
    const measurements = measure(files, progress);
    return {
      json: measurements,
      report: toReport(measurements),
      drawings: toBars(measurements, ({ name }) => name, [
        { title: "import, best", unit: "ms", figureOf: ({ bestMs }) => bestMs },
        { title: "size", unit: "kB", figureOf: ({ bytes }) => bytes / 1_000 },
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Outside the project, whose package.json would make Node treat them as ES modules. */
const buildFunctions = async (folder: string): Promise<Record<string, string>> => {
  await buildBundles(createProxyConfig({ remoteWrite: [DESTINATION] }), folder);
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, join(folder, name, "index.js")]));
};

const buildLibraries = async (folder: string): Promise<Record<string, string>> => {
  const built = Object.entries(LIBRARIES).map(async ([name, contents]) => {
    const outfile = join(folder, `${name.replaceAll(" ", "-")}.js`);
    await build({
      stdin: { contents, resolveDir: PROJECT_ROOT },
      outfile,
      bundle: true,
      minify: true,
      platform: "node",
      target: "node24",
      format: "cjs",
      mainFields: ["module", "main"],
      logLevel: "error",
    });
    return [name, outfile] as const;
  });
  return Object.fromEntries(await Promise.all(built));
};

const measure = (files: Readonly<Record<string, string>>, progress: Progress): readonly Measurement[] => {
  const times = new Map(Object.keys(files).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    progress.show({ done: round, total: ROUNDS, text: "rounds of imports" });
    for (const [name, file] of Object.entries(files)) {
      times.get(name)?.push(importOnce(file));
    }
  }
  return Object.entries(files).map(([name, file]) => {
    const sorted = [...(times.get(name) ?? [])].sort((a, b) => a - b);
    return {
      name,
      bytes: statSync(file).size,
      bestMs: sorted[0] ?? 0,
      medianMs: sorted[Math.floor(ROUNDS / 2)] ?? 0,
    };
  });
};

const TIME_A_REQUIRE =
  "const start = performance.now(); require(process.argv[1]); process.stdout.write(String(performance.now() - start)); process.exit();";

const importOnce = (file: string): number =>
  Number(
    execFileSync(process.execPath, ["-e", TIME_A_REQUIRE, file], {
      encoding: "utf8",
      env: ENVIRONMENT,
    }),
  );

const toReport = (measurements: readonly Measurement[]): string => {
  const rows = measurements.map(({ name, bytes, bestMs, medianMs }) => [
    name,
    `${(bytes / 1_000).toFixed(0)} kB`,
    `${bestMs.toFixed(0)} ms`,
    `${medianMs.toFixed(0)} ms`,
  ]);
  const best = (wanted: string): number => measurements.find(({ name }) => name === wanted)?.bestMs ?? 0;
  const ratio = (name: string): string => (best(name) / best("axios alone")).toFixed(2);
  return (
    formatTable(["bundle", "size", "import, best", "import, median"], rows) +
    `\nimport against axios alone: push ${ratio("push")} x, authorizer ${ratio("authorizer")} x\n`
  );
};
