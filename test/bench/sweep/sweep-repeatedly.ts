/** `sweep-repeatedly.ts <url of a Pushgateway> [table]`: sweeps three times and prints what each cost, as JSON. */
import { createRegistryStore } from "../../../lambda/adapters/dynamodb-registry.ts";
import { createPushgatewayReader, READER_SETTINGS } from "../../../lambda/adapters/pushgateway-reader.ts";
import { createPageReader } from "../../../lambda/adapters/scrape-page-reader.ts";
import { createSweepPorts } from "../../../lambda/adapters/sweep-ports.ts";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import { AWS_TIMES } from "../../../lambda/agree/protocol-times.ts";
import { type SweepReport, sweep } from "../../../lambda/sweep/sweep.ts";

export interface SweepCost extends Pick<SweepReport, "groups" | "tookMs" | "readTookMs" | "changes"> {
  readonly cpuMs: number;
  /** Of the process, up to the end of this sweep. */
  readonly peakRssMb: number;
}

const SWEEPS = 3;
/** A machine that has other things to do as well must not look like an outage. */
const TIMEOUT_MS = 120_000;

const [url = "", table] = process.argv.slice(2);
const ports = {
  ...createSweepPorts(url, table === undefined ? createMemoryStore() : createRegistryStore(table)),
  reader: createPushgatewayReader(new URL(url), { ...READER_SETTINGS, timeoutMs: TIMEOUT_MS }),
  readPage: createPageReader(new URL(url), TIMEOUT_MS),
};
const costs: SweepCost[] = [];
for (let count = 0; count < SWEEPS; count++) {
  const before = process.cpuUsage();
  const { outcome, health, groups, tookMs, readTookMs, changes } = await sweep(
    ports,
    { times: AWS_TIMES, trackedLabels: new Set(["instance"]), expiry: [], heal: false },
    "apply",
  );
  if (outcome !== "swept" || health.kind !== "sound") throw new Error(JSON.stringify({ outcome, health }));
  const { user, system } = process.cpuUsage(before);
  costs.push({
    groups,
    tookMs,
    readTookMs,
    changes,
    cpuMs: (user + system) / 1_000,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  });
}
process.stdout.write(JSON.stringify(costs));
