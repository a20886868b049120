import { createRegistryStore } from "../adapters/dynamodb-registry.ts";
import { createEmfSweepReport } from "../adapters/emf-sweep-report.ts";
import { createSweepPorts } from "../adapters/sweep-ports.ts";
import { AWS_TIMES } from "../agree/protocol-times.ts";
import { deployedConfig } from "../config/deployed.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import { createSweepHandler } from "../handlers/sweep.ts";

const { PUSHGATEWAY_URL: url, REGISTRY_TABLE: table } = process.env;
if (url === undefined) throw new TypeError("PUSHGATEWAY_URL is not set");

const write = (line: string): void => {
  process.stdout.write(line);
};

export const handler = createSweepHandler(
  {
    ...createSweepPorts(url, table === undefined ? undefined : createRegistryStore(table)),
    report: createEmfSweepReport(write, Date.now),
  },
  {
    times: AWS_TIMES,
    trackedLabels: trackedLabels(deployedConfig),
    expiry: deployedConfig.expiry,
    heal: deployedConfig.heal,
  },
);
