import { randomUUID } from "node:crypto";
import type { SweepHandlerPorts } from "../handlers/sweep.ts";
import type { Store } from "../store/store.ts";
import { createStoreReader } from "../sweep/scan/store-reader.ts";
import { choosePage, createSweepDestination } from "./choose-destination.ts";
import { createStorePageReader } from "./page/store-page-reader.ts";
import { createPushgatewayReader } from "./pushgateway/pushgateway-reader.ts";
import { createPageReader } from "./pushgateway/scrape-page-reader.ts";
import { backOff } from "./waiting.ts";

const PAGE_TIMEOUT_MS = 20_000;

type SweepPorts = Omit<SweepHandlerPorts, "report" | "deleted">;

/** The ports of a sweep of this store and of the Pushgateway at `url`. Undefined: there is no Pushgateway. */
export const createSweepPorts = (url: string | undefined, store: Store): SweepPorts =>
  url === undefined ? createStoreSweepPorts(store) : createPushgatewaySweepPorts(url, store);

export const createPushgatewaySweepPorts = (url: string, store: Store): SweepPorts => ({
  ...createProcessPorts(),
  store,
  reader: createPushgatewayReader(new URL(url)),
  readPage: createPageReader(new URL(url), PAGE_TIMEOUT_MS),
  destination: createSweepDestination(url),
});

export const createStoreSweepPorts = (store: Store): SweepPorts => ({
  ...createProcessPorts(),
  store,
  reader: createStoreReader(store.groups),
  readPage: createStorePageReader(store.groups, PAGE_TIMEOUT_MS),
  destination: choosePage(store).destination,
});

const createProcessPorts = () => ({ now: Date.now, createId: randomUUID, backOff });
