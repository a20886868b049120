import { performance } from "node:perf_hooks";
import { createEmfReadLog } from "../adapters/cloudwatch/emf-audit-log.ts";
import { createEmfLog } from "../adapters/cloudwatch/emf-document.ts";
import { createStoreOutageLog } from "../adapters/cloudwatch/emf-store-outages.ts";
import { createDynamodbStore } from "../adapters/dynamodb/dynamodb-store.ts";
import { requireEnv, writeBugLine } from "../adapters/function-process.ts";
import { packPage } from "../adapters/page/pack-page.ts";
import { BUFFERED_LIMITS, bufferPage, STREAM_LIMITS, streamPage } from "../adapters/page/page-transfer.ts";
import { withDeadline } from "../adapters/waiting.ts";
import { createClientDirectory } from "../authenticate/client-directory.ts";
import { deployedConfig } from "../config/deployed.ts";
import { createPageHandler } from "../handlers/page.ts";
import { PageKeeper } from "../page/page-keeper.ts";

const log = createEmfLog(deployedConfig.environment);

/**
 * `GROUPS_TABLE` and `CONTRACTS_TABLE`: the tables of the store. `PAGE_TRANSFER`: `stream`, or `buffered` if Lambda or
 * the emulator cannot stream.
 */
const store = createDynamodbStore({
  groups: requireEnv("GROUPS_TABLE"),
  contracts: requireEnv("CONTRACTS_TABLE"),
  onOutage: createStoreOutageLog(log),
});

const isStreamed = requireEnv("PAGE_TRANSFER") === "stream";

const answer = createPageHandler({
  directory: createClientDirectory(deployedConfig),
  groups: store.groups,
  pack: packPage,
  pages: new PageKeeper(Date.now),
  now: Date.now,
  within: withDeadline,
  limits: isStreamed ? STREAM_LIMITS : BUFFERED_LIMITS,
  stopwatch: () => performance.now(),
  report: createEmfReadLog(log),
  reportBug: writeBugLine,
});

export const handler = isStreamed ? streamPage(answer) : bufferPage(answer);
