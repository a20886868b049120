/**
 * `npm run bench -- worst [--json]`: the costs of the worst push of each kind, and of the largest accepted ones, for
 * the push function with the default limits: processor time, peak of the heap, and memory that stays in use. The
 * deployed bundle runs in a new process for each kind, with the heap of a function of 1,024 MB. `BENCH_KINDS=json`
 * measures only the kinds with that in their name.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildBundles } from "../../infra/bundling.ts";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { trackedLabels } from "../../lambda/config/proxy-config.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { aPushEvent, type PushEventParts } from "../support/push-event.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { createAcceptedPushes } from "./memory/accepted-pushes.ts";
import { createDynamodb, TABLES } from "./memory/dynamodb.ts";
import { createEmptyPushgateway, withServer } from "./memory/servers.ts";
import { createWorstPushes, type WorstPush } from "./memory/worst-pushes.ts";
import { formatTable } from "./table.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));
const REPEATER = join(import.meta.dirname, "memory/repeat-events.cjs");

/** Payloads share no names and values, so that nothing remembered from one helps the next. */
const SEEDS = ["qa", "rb", "sc"];

const MOST_CPU_MS = 1_000;
const MOST_HEAP_MB = 300;
/** The memory that may stay in use after the worst push, and the growth by more of them. */
const MOST_HELD_MB = 16;

interface Repeated {
  readonly baselineMb: number;
  readonly calls: readonly {
    readonly cpuMs: number;
    readonly usedMb: number;
    readonly status: number;
    readonly body: string;
  }[];
  readonly heldMb: readonly number[];
  readonly peakRssMb: number;
}

interface Row {
  readonly name: string;
  /** Of the body as sent. */
  readonly bodyBytes: number;
  readonly status: number;
  readonly code: string;
  /** Of the costliest call. */
  readonly cpuMs: number;
  readonly peakHeapMb: number;
  /** The growth after one push, and after all. */
  readonly heldFirstMb: number;
  readonly heldLastMb: number;
  readonly peakRssMb: number;
  /** It should have been accepted. */
  readonly isWronglyRefused: boolean;
}

export const run: Benchmark = async ({ progress }) => {
  const folder = mkdtempSync(join(tmpdir(), "bench-worst-"));
  try {
    await buildBundles(createProxyConfig(), folder);
    const rows = await withServer(createEmptyPushgateway(), (pushgatewayUrl) =>
      measureAll(folder, pushgatewayUrl, progress),
    );
    return {
      json: rows,
      report: toReport(rows),
      drawings: toBars(rows, ({ name }) => name, [
        { title: "processor time", unit: "ms", figureOf: ({ cpuMs }) => cpuMs },
        { title: "peak of the heap", unit: "MB", figureOf: ({ peakHeapMb }) => peakHeapMb },
      ]),
      isOver: rows.some(isOver),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measureAll = async (
  folder: string,
  pushgatewayUrl: string,
  progress: Progress,
): Promise<readonly Row[]> => {
  const wanted = process.env["BENCH_KINDS"] ?? "";
  const rows: Row[] = [];
  const pushes = [...createAcceptedPushes(DEFAULT_LIMITS), ...createWorstPushes(DEFAULT_LIMITS)].filter(
    ({ name }) => name.includes(wanted),
  );
  for (const [done, push] of pushes.entries()) {
    progress.show({ done, total: pushes.length, text: push.name });
    // Each has a separate store without anything that the push could conflict with.
    const row = await withServer(createDynamodb(trackedLabels(createProxyConfig())), (dynamodbUrl) =>
      measure(folder, { PUSHGATEWAY_URL: pushgatewayUrl, AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl }, push),
    );
    rows.push(row);
  }
  return rows.sort((a, b) => b.cpuMs - a.cpuMs);
};

const measure = async (folder: string, urls: Record<string, string>, push: WorstPush): Promise<Row> => {
  const sample = writeEvent(folder, "sample", { body: SAMPLE });
  const bodies = SEEDS.map((seed) => push.create(seed));
  const events = bodies.map((body, index) =>
    writeEvent(folder, `event-${index}`, { body, headers: push.headers }),
  );
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...FUNCTION_OPTIONS, REPEATER, join(folder, "push", "index.js"), sample, ...events],
    { env: { ...ENVIRONMENT, ...urls }, maxBuffer: 64 * 1024 * 1024 },
  ).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => ({ stdout: `${stdout}\n${stderr}` }));
  return toRow(push, bodies[0]!.length, stdout);
};

/** The heap that Lambda leaves room for in 1,024 MB. */
const FUNCTION_OPTIONS = ["--expose-gc", "--trace-gc", "--max-old-space-size=921"];
const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  GROUPS_TABLE: TABLES.groups,
  CONTRACTS_TABLE: TABLES.contracts,
};

const writeEvent = (folder: string, name: string, parts: PushEventParts): string => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(aPushEvent({ ...parts, authorizer: { client: "desktop-app" } })));
  return file;
};

const toRow = ({ name, isAccepted }: WorstPush, bodyBytes: number, output: string): Row => {
  const result = /^RESULT (.*)$/m.exec(output)?.[1];
  if (result === undefined) {
    return toOutOfMemoryRow(name, bodyBytes, output);
  }
  const { baselineMb, calls, heldMb, peakRssMb } = JSON.parse(result) as Repeated;
  const refused = isAccepted ? calls.find((call) => call.status !== 200) : undefined;
  const { status, body } = refused ?? calls[0]!;
  return {
    name,
    bodyBytes,
    status,
    code: codeOf(body),
    cpuMs: Math.max(...calls.map(({ cpuMs }) => cpuMs)),
    peakHeapMb: Math.max(...calls.map(({ usedMb }) => usedMb), ...peaksOf(output)),
    heldFirstMb: heldMb[0]! - baselineMb,
    heldLastMb: heldMb.at(-1)! - baselineMb,
    peakRssMb,
    isWronglyRefused: refused !== undefined,
  };
};

/** The function did not survive. */
const toOutOfMemoryRow = (name: string, bodyBytes: number, output: string): Row => {
  if (!output.includes("heap out of memory")) {
    throw new Error(`${name}: ${output.slice(-2_000)}`);
  }
  const infinite = Number.POSITIVE_INFINITY;
  const figures = { cpuMs: infinite, heldFirstMb: infinite, heldLastMb: infinite, peakRssMb: infinite };
  return {
    name,
    bodyBytes,
    status: 0,
    code: "out of memory",
    peakHeapMb: Math.max(...peaksOf(output)),
    isWronglyRefused: false,
    ...figures,
  };
};

const codeOf = (body: string): string =>
  /"code":"([a-z-]+)"/.exec(body)?.[1] ?? /"status":"([a-z]+)"/.exec(body)?.[1] ?? "";

/** `Mark-Compact 120.5 (140.2) -> 80.1 (130.0) MB`: the first number is the heap before each collection. */
const peaksOf = (output: string): readonly number[] =>
  [...output.matchAll(/\]\s+\d+ ms: [A-Z][^\d]*([\d.]+) \([\d.]+\) -> /g)].map((found) => Number(found[1]));

const isOver = ({ cpuMs, peakHeapMb, heldFirstMb, heldLastMb, isWronglyRefused }: Row): boolean =>
  isWronglyRefused ||
  cpuMs > MOST_CPU_MS ||
  peakHeapMb > MOST_HEAP_MB ||
  Math.max(heldFirstMb, heldLastMb) > MOST_HELD_MB;

const toReport = (rows: readonly Row[]): string => {
  const worst = (figure: (row: Row) => number): string => Math.max(...rows.map(figure)).toFixed(0);
  return [
    formatTable(
      [
        "push",
        "body kB",
        "answer",
        "CPU ms",
        "peak heap MB",
        "held MB",
        "held after 3 MB",
        "peak RSS MB",
        "",
      ],
      rows.map((row) => [
        row.name,
        (row.bodyBytes / 1_024).toFixed(0),
        `${row.status} ${row.code}`,
        row.cpuMs.toFixed(0),
        row.peakHeapMb.toFixed(0),
        row.heldFirstMb.toFixed(1),
        row.heldLastMb.toFixed(1),
        row.peakRssMb.toFixed(0),
        isOver(row) ? "OVER" : "",
      ]),
    ),
    `worst of ${rows.length}: ${worst(({ cpuMs }) => cpuMs)} ms of ${MOST_CPU_MS}, `,
    `${worst(({ peakHeapMb }) => peakHeapMb)} MB of heap of ${MOST_HEAP_MB}, `,
    `${worst(({ heldLastMb }) => heldLastMb)} MB held of ${MOST_HELD_MB}\n`,
  ].join("");
};
