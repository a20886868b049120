/**
 * `npm run bench -- memory`: peak memory and processor time of each deployed bundle, in a new process of this Node for
 * each case. DynamoDB, Secrets Manager and the Pushgateway run in this process. The memory sizes of the functions are
 * chosen from these figures. Lambda's own runtime takes about 40 MB more than an empty process takes here.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildBundles, type FunctionName } from "../../infra/bundling.ts";
import type { Progress } from "../../infra/local/terminal/progress.ts";
import { SMALL_NURSERY } from "../../infra/node-options.ts";
import { trackedLabels } from "../../lambda/config/proxy-config.ts";
import { toSecretName } from "../../lambda/config/shared-names.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { aPushEvent, type PushEventParts } from "../support/push-event.ts";
import { findPushgateway, startPushgateway } from "../support/real-components.ts";
import { startSecretsManagerServer } from "../support/secrets-manager-server.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { createDynamodb, TABLES } from "./memory/dynamodb.ts";
import { compress, createLargestJson, createLargestText } from "./memory/payloads.ts";
import { createEmptyPushgateway, withServer } from "./memory/servers.ts";
import { fillGroups } from "./push/wrk.ts";
import { formatTable } from "./table.ts";

const GROUPS = Number(process.env["BENCH_GROUPS"] ?? 10_000);
const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));
const INVOKER = join(import.meta.dirname, "memory/invoke-bundle.cjs");

interface Case {
  readonly name: string;
  readonly function: FunctionName;
  readonly event: object;
  /** Calls after the cold one. */
  readonly warmCalls: number;
  /** A part that only the answer of a successful call has. */
  readonly wellAnswered: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

interface Invoked {
  readonly emptyRssMb: number;
  readonly load: Cost;
  readonly first: Cost & { readonly answer: string };
  readonly warm: readonly Invoked["first"][];
  readonly peakRssMb: number;
}

type Row = Omit<Invoked, "first" | "warm"> & {
  readonly name: string;
  readonly first: Cost;
  /** The median. */
  readonly warm: Cost;
};

export const run: Benchmark = async ({ progress }) => {
  const folder = mkdtempSync(join(tmpdir(), "bench-memory-"));
  try {
    await buildBundles(createProxyConfig(), folder);
    const rows = [
      ...(await measurePushes(folder, progress)),
      ...(await measureCredentials(folder, progress)),
      ...(findPushgateway() === undefined ? [] : await measureStored(folder, progress)),
    ];
    return {
      json: rows,
      report: toReport(rows),
      drawings: toBars(rows, ({ name }) => name, [
        { title: "peak RSS", unit: "MB", figureOf: ({ peakRssMb }) => peakRssMb },
        { title: "processor time of the first call", unit: "ms", figureOf: ({ first }) => first.cpuMs },
        { title: "processor time of a warm call", unit: "ms", figureOf: ({ warm }) => warm.cpuMs },
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measurePushes = (folder: string, progress: Progress): Promise<readonly Row[]> =>
  withServer(createEmptyPushgateway(), (pushgatewayUrl) =>
    withServer(createDynamodb(trackedLabels(createProxyConfig())), (dynamodbUrl) =>
      measureAll(folder, toPushCases(toEnvironment(pushgatewayUrl, dynamodbUrl)), progress),
    ),
  );

const toPushCases = (environment: Case["environment"]): readonly Case[] => [
  toPushCase(environment, "sample", 200, { body: SAMPLE, headers: TEXT }),
  toPushCase(environment, "largest text", 8, {
    body: compress(createLargestText()),
    headers: { ...TEXT, ...GZIP },
  }),
  toPushCase(environment, "largest JSON", 8, {
    body: compress(createLargestJson()),
    headers: { "content-type": "application/json", ...GZIP },
  }),
];

const TEXT = { "content-type": "text/plain; version=0.0.4" };
const GZIP = { "content-encoding": "gzip" };

const toPushCase = (
  environment: Case["environment"],
  name: string,
  warmCalls: number,
  parts: PushEventParts,
): Case => ({
  name: `push, ${name}`,
  function: "push",
  event: aPushEvent({ ...parts, authorizer: { client: "desktop-app" } }),
  warmCalls,
  wellAnswered: '"statusCode":200',
  environment,
});

const measureCredentials = async (folder: string, progress: Progress): Promise<readonly Row[]> => {
  const secrets = await startSecretsManagerServer();
  try {
    secrets.put("token", "t".repeat(48));
    secrets.put(toSecretName(createProxyConfig().environment, "desktop-app"), "t".repeat(48));
    const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url };
    const authorize: Case = {
      name: "authorizer",
      function: "authorizer",
      event: {
        methodArn: "arn:aws:execute-api:us-east-1:123456789012:api/prod/PUT/metrics/job/desktop-app",
        headers: { Authorization: toBasicAuth("desktop-app", "t".repeat(48)) },
        requestContext: { requestId: "1" },
      },
      warmCalls: 200,
      wellAnswered: '"Effect":"Allow"',
      environment,
    };
    const rotate: Case = {
      name: "rotate",
      function: "rotate",
      event: { Step: "createSecret", SecretId: "token", ClientRequestToken: secrets.startRotation("token") },
      warmCalls: 3,
      wellAnswered: "null",
      environment,
    };
    return await measureAll(folder, [authorize, rotate], progress);
  } finally {
    await secrets.close();
  }
};

/** Costs that grow with the stored groups: the sweep opens a new store in front of a Pushgateway with groups. */
const measureStored = async (folder: string, progress: Progress): Promise<readonly Row[]> => {
  const pushgateway = await startPushgateway({ check: "off" });
  try {
    await fillGroups({ url: pushgateway.url, headers: {} }, GROUPS, SAMPLE, progress);
    return await withServer(createDynamodb(undefined), (dynamodbUrl) =>
      measureAll(folder, [toSweepCase(toEnvironment(pushgateway.url, dynamodbUrl))], progress),
    );
  } finally {
    await pushgateway.stop();
  }
};

const toSweepCase = (environment: Case["environment"]): Case => ({
  name: `sweep, ${GROUPS} groups`,
  function: "sweep",
  event: { command: "sweep" },
  warmCalls: 2,
  wellAnswered: '"outcome":"opening"',
  environment: { ...environment, NODE_OPTIONS: SMALL_NURSERY },
});

const toEnvironment = (pushgatewayUrl: string, dynamodbUrl: string): Readonly<Record<string, string>> => ({
  PUSHGATEWAY_URL: pushgatewayUrl,
  GROUPS_TABLE: TABLES.groups,
  CONTRACTS_TABLE: TABLES.contracts,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
});

const measureAll = async (
  folder: string,
  cases: readonly Case[],
  progress: Progress,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const [done, one] of cases.entries()) {
    progress.show({ done, total: cases.length, text: one.name });
    rows.push(await measure(folder, one));
  }
  return rows;
};

const measure = async (folder: string, one: Case): Promise<Row> => {
  const eventFile = join(folder, "event.json");
  writeFileSync(eventFile, JSON.stringify(one.event));
  const bundle = join(folder, one.function, "index.js");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [INVOKER, bundle, eventFile, String(one.warmCalls)],
    { env: { ...AWS_ENVIRONMENT, ...one.environment }, maxBuffer: 64 * 1024 * 1024 },
  );
  const { first, warm, ...invoked } = JSON.parse(stdout) as Invoked;
  const failed = [first, ...warm].find(({ answer }) => !(answer ?? "null").includes(one.wellAnswered));
  if (failed !== undefined) {
    throw new Error(`${one.name}: ${failed.answer.slice(0, 1_000)}`);
  }
  return { name: one.name, ...invoked, first: costOf(first), warm: medianOf(warm) };
};

const AWS_ENVIRONMENT = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** The answer is not used. */
const costOf = ({ cpuMs, wallMs }: Cost): Cost => ({ cpuMs, wallMs });

const medianOf = (costs: readonly Cost[]): Cost => {
  const median = (figures: readonly number[]): number =>
    [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
  return {
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
  };
};

const toReport = (rows: readonly Row[]): string =>
  formatTable(
    [
      "case",
      "peak RSS MB",
      "empty MB",
      "load CPU ms",
      "first CPU ms",
      "first took ms",
      "warm CPU ms",
      "warm took ms",
    ],
    rows.map(({ name, peakRssMb, emptyRssMb, load, first, warm }) => [
      name,
      peakRssMb.toFixed(0),
      emptyRssMb.toFixed(0),
      load.cpuMs.toFixed(0),
      first.cpuMs.toFixed(0),
      first.wallMs.toFixed(0),
      warm.cpuMs.toFixed(1),
      warm.wallMs.toFixed(1),
    ]),
  );
