import { during } from "../../model/outage.ts";
import { isStoreOpen, readOpen } from "../../store/opening/open-item.ts";
import { type Store, StoreOutage } from "../../store/store.ts";
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
  const facts = await runOnce(safePorts, settings, startedMs)
    .catch(during(StoreOutage, STORE_UNREAD))
    .catch(during(PushgatewayOutage, undefined));
  return {
    ...NOTHING_SWEPT,
    ...(facts ?? (await toUnread(ports.store))),
    mode,
    tookMs: ports.now() - startedMs,
  };
};

const STORE_UNREAD: RunFacts = { outcome: "store-unread" };

const toUnread = async (store: Store): Promise<RunFacts> => ({
  outcome: "pushgateway-unread",
  isStoreOpen: await isStoreOpen(store).catch(during(StoreOutage, false)),
});

const runOnce = async (ports: RunPorts, settings: RunSettings, startedMs: number): Promise<RunFacts> => {
  // The start time is read first. If the Pushgateway is restarted during the run, the run's count then belongs to no life of
  // it.
  const moment = { startedMs, pushgatewayStart: await ports.reader.readStart() };
  const open = await readOpen(ports.store);
  return open?.item.table === ports.store.groups.table
    ? runOpen(open, moment, ports, settings)
    : runClosed(open, moment, ports, settings);
};
