import { createRegistryStore } from "../adapters/dynamodb-registry.ts";
import { createEmfLog } from "../adapters/emf-document.ts";
import { createEmfSweepReport } from "../adapters/emf-sweep-report.ts";
import { requireEnv } from "../adapters/require-env.ts";
import { createSweepPorts } from "../adapters/sweep-ports.ts";
import { AWS_TIMES } from "../agree/protocol-times.ts";
import { deployedConfig } from "../config/deployed.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import { createSweepHandler } from "../handlers/sweep.ts";

/** `PUSHGATEWAY_URL`: what is swept. `REGISTRY_TABLE`: the contract registry's table. */
const store = createRegistryStore(requireEnv("REGISTRY_TABLE"));

export const handler = createSweepHandler(
  {
    ...createSweepPorts(requireEnv("PUSHGATEWAY_URL"), store),
    report: createEmfSweepReport(createEmfLog(deployedConfig.environment)),
  },
  {
    times: AWS_TIMES,
    trackedLabels: trackedLabels(deployedConfig),
    expiry: deployedConfig.expiry,
    heal: deployedConfig.heal,
  },
);
