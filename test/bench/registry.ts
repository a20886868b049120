import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toClaims } from "../../lambda/agree/claims.ts";
import {
  type ContractRegistrySettings,
  createContractRegistry,
} from "../../lambda/agree/contract-registry.ts";
import { createMemoryStore } from "../../lambda/agree/memory-store.ts";
import { LOCAL_TIMES } from "../../lambda/agree/protocol-times.ts";
import type { Registry } from "../../lambda/agree/registry.ts";
import { createSeed } from "../../lambda/agree/seed.ts";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import type { PermittedPush } from "../../lambda/model/stages.ts";
import { aPermittedPush } from "../support/registry/push-claims.ts";
import { TRACKED_LABELS } from "../support/registry/registry-bench.ts";
import { formatTable } from "./table.ts";

const SECOND = 1_000;
const GROUPS = [1, 1_000, 10_000];

/**
 * Claims of the sample's families a second, by how many groups are stored: remembered (what a steady client costs), read
 * anew with nothing to write (a cold function), and written anew (once in ten minutes). The store is in memory: what
 * DynamoDB takes comes on top of the latter two.
 */
export const run = async ({ json }: { readonly json: boolean }): Promise<void> => {
  const rows = [];
  for (const groups of GROUPS) rows.push(await measure(groups));
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : report(rows));
};

interface Row {
  readonly groups: number;
  readonly cached: number;
  readonly cold: number;
  readonly renewed: number;
}

const measure = async (groups: number): Promise<Row> => {
  const pushes = Array.from({ length: groups }, (_, number) => toPush(number));
  const bench = createBench();
  const filled = bench.createInstance();
  for (const push of pushes) await filled.claim(toClaims(push, TRACKED_LABELS));
  return {
    groups,
    cached: await perSecond((turn) => claim(filled, pushes[turn % groups]!)),
    cold: await perSecond((turn) => claim(bench.createInstance(), pushes[turn % groups]!)),
    renewed: await perSecond((turn) => {
      bench.advance(LOCAL_TIMES.claimMs);
      return claim(filled, pushes[turn % groups]!);
    }),
  };
};

const SAMPLE = readFileSync(join(import.meta.dirname, "../corpus/sample.prom"));

const toPush = (number: number): PermittedPush => {
  const decoded = decodeText(SAMPLE);
  if (!decoded.ok) throw new TypeError("the sample cannot be read");
  return aPermittedPush(decoded.value.families, {
    job: "bench",
    key: { branch: `b${number}` },
    groups: Number.POSITIVE_INFINITY,
    totalSeries: Number.POSITIVE_INFINITY,
  });
};

const createBench = () => {
  let nowMs = 1_800_000_000_000;
  const store = createMemoryStore();
  const clock = () => nowMs;
  const reader = { readGroups: async function* () {} };
  const settings: ContractRegistrySettings = {
    times: LOCAL_TIMES,
    trackedLabels: TRACKED_LABELS,
    maxSeries: Number.POSITIVE_INFINITY,
    maxCacheEntries: 1_000_000,
  };
  const seed = createSeed({ store, reader, clock, report: () => {}, reportOutage: () => {} }, settings);
  return {
    createInstance: () => createContractRegistry({ store, clock, backOff: async () => {}, seed }, settings),
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
};

/** As in a push: the claims are derived anew each time. */
const claim = async (registry: Registry, push: PermittedPush): Promise<void> => {
  const { kind } = await registry.claim(toClaims(push, TRACKED_LABELS));
  if (kind !== "agreed") throw new Error(`the claim is ${kind}`);
};

const perSecond = async (turn: (number: number) => Promise<void>): Promise<number> => {
  let turns = 0;
  const started = process.cpuUsage();
  const spentMs = () => process.cpuUsage(started).user / 1_000;
  for (let warm = 0; warm < 1_000; warm += 1) await turn(warm);
  const beganMs = spentMs();
  while (spentMs() - beganMs < SECOND) {
    for (let batch = 0; batch < 100; batch += 1) await turn(turns++);
  }
  return Math.round((turns * SECOND) / (spentMs() - beganMs));
};

const report = (rows: readonly Row[]): string => {
  const table = formatTable(
    ["groups", "cached/s", "µs", "cold/s", "µs", "renewed/s", "µs"],
    rows.map(({ groups, ...rates }) => [
      String(groups),
      ...[rates.cached, rates.cold, rates.renewed].flatMap((rate) => [String(rate), (1e6 / rate).toFixed(1)]),
    ]),
  );
  const growth = rows[0]!.cached / rows.at(-1)!.cached;
  return `${table}growth from 1 to 10,000 groups, cached: ${growth.toFixed(2)} ×\n`;
};
