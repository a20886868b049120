import { createDynamodbStore } from "../adapters/dynamodb-store.ts";
import { createEmfLog } from "../adapters/emf-document.ts";
import { createEmfSweepReport } from "../adapters/emf-sweep-report.ts";
import { requireEnv } from "../adapters/require-env.ts";
import { createSweepPorts } from "../adapters/sweep-ports.ts";
import { deployedConfig } from "../config/deployed.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import { createSweepHandler } from "../handlers/sweep.ts";
import { AWS_RUN_EVERY_MS, AWS_TIMES } from "../store/run-times.ts";
import { createExpiry } from "../sweep/expiry.ts";

/** `PUSHGATEWAY_URL`: what is swept. `GROUPS_TABLE` and `CONTRACTS_TABLE`: the tables of the store. */
const store = createDynamodbStore({
  groups: requireEnv("GROUPS_TABLE"),
  contracts: requireEnv("CONTRACTS_TABLE"),
});

export const handler = createSweepHandler(
  {
    ...createSweepPorts(requireEnv("PUSHGATEWAY_URL"), store),
    report: createEmfSweepReport(createEmfLog(deployedConfig.environment)),
  },
  {
    times: AWS_TIMES,
    runEveryMs: AWS_RUN_EVERY_MS,
    trackedLabels: trackedLabels(deployedConfig),
    expiry: createExpiry(deployedConfig.expiry),
    heal: deployedConfig.heal ? "on" : "off",
  },
);
