/**
 * `sweep-repeatedly.ts <url of a Pushgateway> [groups table, contracts table]`: opens a new store in front of it,
 * continues with further runs, and prints the costs of each run as JSON.
 */

import { createDynamodbStore } from "../../../lambda/adapters/dynamodb/dynamodb-store.ts";
import {
  createPushgatewayReader,
  READER_SETTINGS,
} from "../../../lambda/adapters/pushgateway/pushgateway-reader.ts";
import { createPageReader } from "../../../lambda/adapters/pushgateway/scrape-page-reader.ts";
import { openSqliteStore } from "../../../lambda/adapters/sqlite/sqlite-store.ts";
import { createSweepPorts } from "../../../lambda/adapters/sweep-ports.ts";
import { NO_HOLDING } from "../../../lambda/store/items.ts";
import { AWS_TIMES } from "../../../lambda/store/run-times.ts";
import { createExpiry } from "../../../lambda/sweep/garbage/expire.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import type { RunReport } from "../../../lambda/sweep/run/run-report.ts";

export interface SweepCost extends Pick<RunReport, "outcome" | "groups" | "tookMs" | "readTookMs"> {
  readonly cpuMs: number;
  /** Of the process, until the end of this run. */
  readonly peakRssMb: number;
}

/** Three runs open the store, and two find nothing to do. */
const RUNS = 5;
/** Long enough that a busy machine does not look like an outage. */
const TIMEOUT_MS = 120_000;

const [url = "", groups, contracts] = process.argv.slice(2);
const store =
  groups === undefined || contracts === undefined
    ? openSqliteStore(":memory:")
    : createDynamodbStore({ groups, contracts });
let nowMs = Date.now();
const startedMs = Date.now();
const ports = {
  ...createSweepPorts(url, store),
  reader: createPushgatewayReader(new URL(url), { ...READER_SETTINGS, timeoutMs: TIMEOUT_MS }),
  readPage: createPageReader(new URL(url), TIMEOUT_MS),
  now: () => nowMs + Date.now() - startedMs,
};
const settings = {
  times: AWS_TIMES,
  trackedLabels: new Set(["instance"]),
  expiry: createExpiry([]),
  heal: "off" as const,
  limits: { allowed: new Map(), maxima: NO_HOLDING },
  ownGroup: "off" as const,
};
const costs: SweepCost[] = [];
for (let count = 0; count < RUNS; count++) {
  nowMs += AWS_TIMES.betweenRunsMs;
  const before = process.cpuUsage();
  const { outcome, health, groups: held, tookMs, readTookMs } = await run(ports, settings, "apply");
  if (outcome !== "opening" && (outcome !== "whole" || health.kind !== "valid")) {
    throw new Error(JSON.stringify({ outcome, health }));
  }
  const { user, system } = process.cpuUsage(before);
  costs.push({
    outcome,
    groups: held,
    tookMs,
    readTookMs,
    cpuMs: (user + system) / 1_000,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  });
}
process.stdout.write(JSON.stringify(costs));
