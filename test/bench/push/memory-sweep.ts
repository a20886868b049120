/**
 * The sweep of memory-proxy.ts. It runs in a separate thread on the local system's schedule, with the store of the main
 * thread.
 */
import { constants, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { tickRegularly } from "../../../infra/local/sweep-schedule.ts";
import { createSweepPorts } from "../../../lambda/adapters/sweep-ports.ts";
import { loadProxyConfig } from "../../../lambda/config/load.ts";
import { trackedLabels } from "../../../lambda/config/proxy-config.ts";
import { createSweepHandler } from "../../../lambda/handlers/sweep.ts";
import { toStandingLimits } from "../../../lambda/store/limits/standing-limits.ts";
import { toLocalRunEveryMs, toLocalTimes } from "../../../lambda/store/run-times.ts";
import { createExpiry } from "../../../lambda/sweep/garbage/expire.ts";
import { connectStore } from "./shared-store.ts";

export interface MemorySweepData {
  readonly configFile: string;
  readonly pushgatewayUrl: string;
  /** The name of the groups table. */
  readonly table: string;
}

// As the sweep of the local system does.
if (process.platform === "linux") {
  setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}

const { configFile, pushgatewayUrl, table } = workerData as MemorySweepData;
const parsed = loadProxyConfig(configFile);
if (!parsed.ok) {
  throw new Error(JSON.stringify(parsed.error));
}
const config = parsed.value;
const ports = createSweepPorts(pushgatewayUrl, connectStore(parentPort!, table));
let lastTookMs = 0;

tickRegularly(
  (event) =>
    createSweepHandler(
      {
        ...ports,
        report: ({ tookMs }) => {
          lastTookMs = tookMs;
        },
        deleted: () => {},
      },
      {
        times: toLocalTimes(0),
        runEveryMs: toLocalRunEveryMs(lastTookMs),
        trackedLabels: trackedLabels(config),
        expiry: createExpiry(config.expiry),
        heal: config.heal ? "on" : "off",
        limits: toStandingLimits(config),
        ownGroup: "on",
      },
    )(event),
  (line) => void process.stderr.write(`${line}\n`),
);
