import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createAxiosPushgateway } from "../adapters/axios-pushgateway.ts";
import { createDynamodbRegistry, createRegistryStore } from "../adapters/dynamodb-registry.ts";
import { createEmfAuditLog } from "../adapters/emf-audit-log.ts";
import { createEmfLog } from "../adapters/emf-document.ts";
import { parseJsonBody } from "../adapters/json-body.ts";
import { createPushgatewayReader, READER_SETTINGS } from "../adapters/pushgateway-reader.ts";
import { requireEnv } from "../adapters/require-env.ts";
import { toSourceStack } from "../adapters/source-stack.ts";
import { writeLogLine } from "../adapters/write-log-line.ts";
import { NO_REGISTRY } from "../agree/no-registry.ts";
import type { Registry } from "../agree/registry.ts";
import { createClientDirectory } from "../authenticate/client-directory.ts";
import { createKeyLabels } from "../authorize/key-labels.ts";
import { deployedConfig } from "../config/deployed.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import { createPushHandler } from "../handlers/push.ts";
import { createValidator } from "../validate/validate.ts";

/** `PUSHGATEWAY_URL`: where to relay to. `REGISTRY_TABLE`: the contract registry's table, unless the Pushgateway checks by itself. */
const pushgatewayUrl = requireEnv("PUSHGATEWAY_URL");

const labels = trackedLabels(deployedConfig);

const createRegistry = (): Registry =>
  createDynamodbRegistry(
    {
      store: createRegistryStore(requireEnv("REGISTRY_TABLE")),
      reader: createPushgatewayReader(new URL(pushgatewayUrl), READER_SETTINGS),
      report: (findings) => {
        if (findings.length > 0)
          writeLogLine({ level: "WARN", message: "seeded from an inconsistent Pushgateway", findings });
      },
      reportOutage: (outage) =>
        writeLogLine({
          level: "WARN",
          message: "the registry cannot be filled",
          error: outage.message,
          cause: String(outage.cause),
        }),
    },
    { trackedLabels: labels, maxSeries: deployedConfig.pushgateway.maxSeries },
  );

export const handler = createPushHandler({
  directory: createClientDirectory(deployedConfig),
  parseJson: parseJsonBody,
  validate: createValidator({
    validation: deployedConfig.validation,
    scrapeJob: deployedConfig.pushgateway.scrapeJob,
  }),
  registry: deployedConfig.consistency === "registry" ? createRegistry() : NO_REGISTRY,
  keyLabels: createKeyLabels(deployedConfig),
  trackedLabels: labels,
  pushgateway: createAxiosPushgateway(pushgatewayUrl),
  consistency: deployedConfig.consistency,
  now: Date.now,
  stopwatch: () => performance.now(),
  sleep,
  random: Math.random,
  audit: createEmfAuditLog(createEmfLog(deployedConfig.environment)),
  reportBug: (error, requestId) =>
    writeLogLine({
      level: "ERROR",
      message: "bug",
      requestId,
      error: error instanceof Error ? toSourceStack(error.stack ?? error.message) : String(error),
    }),
});
