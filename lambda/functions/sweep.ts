import { createEmfLog } from "../adapters/cloudwatch/emf-document.ts";
import { createDeletionLog, createEmfSweepReport } from "../adapters/cloudwatch/emf-sweep-report.ts";
import { createDynamodbStore } from "../adapters/dynamodb/dynamodb-store.ts";
import { requireEnv } from "../adapters/function-process.ts";
import { createPushgatewaySweepPorts, createStoreSweepPorts } from "../adapters/sweep-ports.ts";
import { deployedConfig } from "../config/deployed.ts";
import { trackedLabels } from "../config/proxy-config.ts";
import { createSweepHandler } from "../handlers/sweep.ts";
import { toGoneMode } from "../store/groups/gone.ts";
import { toStandingLimits } from "../store/limits/standing-limits.ts";
import {
  AWS_RUN_EVERY_MS,
  AWS_TIMES,
  AWS_TIMES_WITHOUT_PUSHGATEWAY,
  withRemoteWrite,
} from "../store/run-times.ts";
import { createExpiry } from "../sweep/garbage/expire.ts";

/**
 * `PUSHGATEWAY_URL`: the Pushgateway to sweep, if there is one. `GROUPS_TABLE` and `CONTRACTS_TABLE`: the tables of the
 * store.
 */
const store = createDynamodbStore({
  groups: requireEnv("GROUPS_TABLE"),
  contracts: requireEnv("CONTRACTS_TABLE"),
  gone: toGoneMode(deployedConfig),
});

const times = __HAS_PUSHGATEWAY__ ? AWS_TIMES : AWS_TIMES_WITHOUT_PUSHGATEWAY;

const log = createEmfLog(deployedConfig.environment);

export const handler = createSweepHandler(
  {
    ...(__HAS_PUSHGATEWAY__
      ? createPushgatewaySweepPorts(requireEnv("PUSHGATEWAY_URL"), store)
      : createStoreSweepPorts(store)),
    report: createEmfSweepReport(log, deployedConfig),
    deleted: createDeletionLog(log),
  },
  {
    times: deployedConfig.remoteWrite.length > 0 ? withRemoteWrite(times) : times,
    runEveryMs: AWS_RUN_EVERY_MS,
    trackedLabels: trackedLabels(deployedConfig),
    expiry: createExpiry(deployedConfig.expiry),
    heal: deployedConfig.heal ? "on" : "off",
    limits: toStandingLimits(deployedConfig),
    ownGroup: "on",
  },
);
