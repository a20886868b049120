import { performance } from "node:perf_hooks";
import { choosePage, choosePushgateway } from "../adapters/choose-destination.ts";
import { createEmfAuditLog } from "../adapters/cloudwatch/emf-audit-log.ts";
import { createEmfLog } from "../adapters/cloudwatch/emf-document.ts";
import { createStoreOutageLog } from "../adapters/cloudwatch/emf-store-outages.ts";
import { createDynamodbStore } from "../adapters/dynamodb/dynamodb-store.ts";
import { requireEnv, writeBugLine } from "../adapters/function-process.ts";
import { parseJsonBody } from "../adapters/json-body.ts";
import { backOff, withDeadline } from "../adapters/waiting.ts";
import { createClientDirectory } from "../authenticate/client-directory.ts";
import { createKeyLabels } from "../authorize/key-labels.ts";
import { deployedConfig } from "../config/deployed.ts";
import { Relay } from "../destinations/relay.ts";
import { createPushHandler } from "../handlers/push.ts";
import { toGoneMode } from "../store/groups/gone.ts";
import { RefusalCounter } from "../store/limits/refusal-counter.ts";
import { AWS_PUSH_TIMES } from "../store/run-times.ts";
import { createStorePorts } from "../store/store-ports.ts";
import { createValidator } from "../validate/validate.ts";

const log = createEmfLog(deployedConfig.environment);

/**
 * `PUSHGATEWAY_URL`: the target of relays, if there is a Pushgateway. `GROUPS_TABLE` and `CONTRACTS_TABLE`: the tables
 * of the store.
 */
const store = createDynamodbStore({
  groups: requireEnv("GROUPS_TABLE"),
  contracts: requireEnv("CONTRACTS_TABLE"),
  onOutage: createStoreOutageLog(log),
  gone: toGoneMode(deployedConfig),
});

const { destination, isDestinationEmpty } = __HAS_PUSHGATEWAY__
  ? choosePushgateway(requireEnv("PUSHGATEWAY_URL"))
  : choosePage(store);
const times = AWS_PUSH_TIMES;

export const handler = createPushHandler({
  directory: createClientDirectory(deployedConfig),
  parseJson: parseJsonBody,
  validate: createValidator({
    validation: deployedConfig.validation,
    scrapeJob: deployedConfig.scrape.job,
    now: Date.now,
  }),
  keyLabels: createKeyLabels(deployedConfig),
  now: Date.now,
  stopwatch: () => performance.now(),
  store: createStorePorts(deployedConfig, {
    store,
    isDestinationEmpty,
    now: Date.now,
    stopwatch: () => performance.now(),
    random: Math.random,
    backOff,
    times,
  }),
  destination,
  relay: new Relay({ destination, store, now: Date.now, times }),
  refusals: new RefusalCounter({ store, now: Date.now, within: withDeadline }),
  audit: createEmfAuditLog(log),
  reportBug: writeBugLine,
});
