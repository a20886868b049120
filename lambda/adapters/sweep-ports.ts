import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createPushgatewayDestination } from "../destinations/pushgateway/pushgateway-destination.ts";
import type { SweepHandlerPorts } from "../handlers/sweep.ts";
import type { Store } from "../store/store.ts";
import { createAxiosPushgateway } from "./axios-pushgateway.ts";
import { backOff } from "./back-off.ts";
import { createPushgatewayReader } from "./pushgateway-reader.ts";
import { createPageReader } from "./scrape-page-reader.ts";

const PAGE_TIMEOUT_MS = 20_000;

/** A sweep of this store, and of the Pushgateway at `url`. */
export const createSweepPorts = (url: string, store: Store): Omit<SweepHandlerPorts, "report"> => ({
  store,
  reader: createPushgatewayReader(new URL(url)),
  readPage: createPageReader(new URL(url), PAGE_TIMEOUT_MS),
  destination: createPushgatewayDestination({
    pushgateway: createAxiosPushgateway(url),
    now: Date.now,
    sleep,
    random: Math.random,
  }),
  now: Date.now,
  createId: randomUUID,
  backOff,
});
