import { OPEN_KEY } from "../../store/contracts/contract-key.ts";
import { find } from "../../store/contracts/decide.ts";
import type { OpenItem } from "../../store/items.ts";
import { isStoreOpen } from "../../store/opening/open-new-store.ts";
import { type Store, StoreOutage, type Versioned } from "../../store/store.ts";
import { withoutDeliveries, withoutWrites } from "./dry-run.ts";
import { runClosed } from "./run-closed.ts";
import { runOpen } from "./run-open.ts";
import type { RunFacts, RunPorts, RunSettings } from "./run-ports.ts";
import { NOTHING_SWEPT, type RunMode, type RunReport } from "./run-report.ts";
import { PushgatewayOutage } from "./seen-group.ts";

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
  try {
    const report = await runOnce(safePorts, settings, startedMs);
    return { ...NOTHING_SWEPT, ...report, mode, tookMs: ports.now() - startedMs };
  } catch (error) {
    const outcome = outageOf(error);
    if (outcome === undefined) {
      throw error;
    }
    const isStoreOpen = outcome === "pushgateway-unread" && (await mayPush(ports.store));
    return { ...NOTHING_SWEPT, mode, outcome, isStoreOpen, tookMs: ports.now() - startedMs };
  }
};

const mayPush = async (store: Store): Promise<boolean> => {
  try {
    return await isStoreOpen(store);
  } catch (error) {
    if (error instanceof StoreOutage) {
      return false;
    }
    throw error;
  }
};

const outageOf = (error: unknown): "pushgateway-unread" | "store-unread" | undefined => {
  if (error instanceof PushgatewayOutage) {
    return "pushgateway-unread";
  }
  return error instanceof StoreOutage ? "store-unread" : undefined;
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

const readOpen = async ({ contracts }: Store): Promise<Versioned<OpenItem> | undefined> =>
  find(await contracts.read([OPEN_KEY]), OPEN_KEY, "open");
