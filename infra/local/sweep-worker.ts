/**
 * The thread of the local sweep. A run reads all groups of the Pushgateway and of the store, which takes a second with
 * ten thousand groups. In the gateway's thread it would delay pushes.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openSqliteStore } from "../../lambda/adapters/sqlite/sqlite-store.ts";
import { createSweepPorts } from "../../lambda/adapters/sweep-ports.ts";
import type { ExpiryRule } from "../../lambda/config/proxy-config.ts";
import { createSweepHandler } from "../../lambda/handlers/sweep.ts";
import type { StandingLimits } from "../../lambda/store/limits/standing-limits.ts";
import { toLocalRunEveryMs, toLocalTimes, withRemoteWrite } from "../../lambda/store/run-times.ts";
import type { GoneMode } from "../../lambda/store/store.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import type { DeletedGroup } from "../../lambda/sweep/operator/delete-named-group.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { lowerPriority } from "./lower-priority.ts";
import { readOnlyOwn, sendOnlyToOwn } from "./own-pushgateway.ts";
import { DEFAULT_PERSISTED_MS, fetchStatus } from "./pushgateway-status.ts";

export interface SweepWorkerData {
  readonly storeFile: string;
  /** Undefined: there is no Pushgateway. */
  readonly pushgatewayUrl: string | undefined;
  /** The file of the Pushgateway, if it was started here. One with another file is that of another system. */
  readonly ownFile: string | undefined;
  readonly gone: GoneMode;
}

/** The settings of the configuration, which may have changed since the last command. */
export interface LocalSweepSettings {
  readonly trackedLabels: readonly string[];
  readonly expiry: readonly ExpiryRule[];
  readonly heal: boolean;
  readonly limits: StandingLimits;
}

export interface SweepRequest {
  readonly id: number;
  readonly event: unknown;
  readonly settings: LocalSweepSettings;
}

export type SweepReply =
  | { readonly kind: "report"; readonly report: RunReport }
  | { readonly kind: "deleted"; readonly group: DeletedGroup["deleted"] }
  | { readonly kind: "answer"; readonly id: number; readonly answer: object }
  | { readonly kind: "failure"; readonly id: number; readonly message: string };

if (process.platform === "linux") {
  lowerPriority();
}

const { storeFile, pushgatewayUrl, ownFile, gone } = workerData as SweepWorkerData;
const store = openSqliteStore(storeFile, { gone });
let isOwn = true;
const ports = createSweepPorts(pushgatewayUrl, store);
const ownPorts = {
  ...ports,
  reader: readOnlyOwn(ports.reader, () => isOwn),
  destination: sendOnlyToOwn(ports.destination, () => isOwn),
};
let persistedMs = pushgatewayUrl === undefined ? 0 : DEFAULT_PERSISTED_MS;
let lastTookMs = 0;

const reply = (message: SweepReply): void => parentPort?.postMessage(message);

const answer = async ({ id, event, settings }: SweepRequest): Promise<void> => {
  // It may have been restarted with other flags. While it does not answer, no run counts.
  if (pushgatewayUrl !== undefined) {
    const status = await fetchStatus(pushgatewayUrl);
    persistedMs = status.ok ? status.value.persistedMs : persistedMs;
    isOwn = !status.ok || ownFile === undefined || status.value.file === ownFile;
  }
  const handler = createSweepHandler(
    {
      ...ownPorts,
      report: (report) => {
        lastTookMs = report.tookMs;
        reply({ kind: "report", report });
      },
      deleted: (group) => reply({ kind: "deleted", group }),
    },
    {
      times: gone === "kept" ? withRemoteWrite(toLocalTimes(persistedMs)) : toLocalTimes(persistedMs),
      runEveryMs: toLocalRunEveryMs(lastTookMs),
      trackedLabels: new Set(settings.trackedLabels),
      expiry: createExpiry(settings.expiry),
      heal: settings.heal ? "on" : "off",
      limits: settings.limits,
      ownGroup: "on",
    },
  );
  reply({ kind: "answer", id, answer: await handler(event) });
};

parentPort?.on("message", (request: SweepRequest | "close") => {
  if (request === "close") {
    store.close();
    parentPort?.close();
    return;
  }
  answer(request).catch((error: unknown) =>
    reply({
      kind: "failure",
      id: request.id,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
});
