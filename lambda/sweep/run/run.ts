import { during } from "../../model/outage.ts";
import { isStoreOpen, readOpen } from "../../store/opening/open-item.ts";
import { describeStoreOutage, type Store, StoreOutage } from "../../store/store.ts";
import { PushgatewayOutage } from "../scan/seen-group.ts";
import { withoutDeliveries, withoutWrites } from "./dry-run.ts";
import { runClosed } from "./run-closed.ts";
import { runOpen } from "./run-open.ts";
import type { RunPorts } from "./run-ports.ts";
import { NOTHING_SWEPT, type RunFacts, type RunMode, type RunReport } from "./run-report.ts";
import type { RunSettings } from "./run-settings.ts";

/**
 * One run of the sweep (clauses 9 to 17): compares the Pushgateway with the store and repairs every difference, removes
 * entries that have been unused for long enough, expires groups, corrects the counters of owners, and checks that the page
 * is valid. A group that cannot be read or written is reported and skipped.
 */
export const run = async (ports: RunPorts, settings: RunSettings, mode: RunMode): Promise<RunReport> => {
  const startedMs = ports.now();
  const safePorts =
    mode === "apply"
      ? ports
      : { ...ports, store: withoutWrites(ports.store), destination: withoutDeliveries(ports.destination) };
  const facts = await runOnce(safePorts, settings, startedMs).catch((error) => toUnread(error, ports.store));
  return { ...NOTHING_SWEPT, ...facts, mode, tookMs: ports.now() - startedMs };
};

/** Throws any other error than an outage. */
const toUnread = async (error: unknown, store: Store): Promise<RunFacts> => {
  if (error instanceof StoreOutage) {
    return { outcome: "store-unread", outage: describeStoreOutage(error) };
  }
  if (error instanceof PushgatewayOutage) {
    const isOpen = await isStoreOpen(store).catch(during(StoreOutage, false));
    return { outcome: "pushgateway-unread", outage: error.message, isStoreOpen: isOpen };
  }
  throw error;
};

const runOnce = async (ports: RunPorts, settings: RunSettings, startedMs: number): Promise<RunFacts> => {
  // The start time is read first. If the Pushgateway is restarted during the run, the run's count then belongs to no life of
  // it.
  const moment = { startedMs, pushgatewayStart: await ports.reader.readStart() };
  const open = await readOpen(ports.store);
  return open?.item.table === ports.store.groups.table
    ? runOpen(open, moment, ports, settings)
    : runClosed(open, moment, ports, settings);
};
