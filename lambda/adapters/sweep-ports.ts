import { randomUUID } from "node:crypto";
import type { SweepHandlerPorts } from "../handlers/sweep.ts";
import type { Store } from "../store/store.ts";
import { createStoreReader } from "../sweep/run/store-reader.ts";
import { chooseDestination } from "./choose-destination.ts";
import { createPushgatewayReader } from "./pushgateway-reader.ts";
import { createPageReader } from "./scrape-page-reader.ts";
import { createStorePageReader } from "./store-page-reader.ts";
import { backOff } from "./waiting.ts";

const PAGE_TIMEOUT_MS = 20_000;

/** The ports of a sweep of this store and of the Pushgateway at `url`. Undefined: there is no Pushgateway. */
export const createSweepPorts = (
  url: string | undefined,
  store: Store,
): Omit<SweepHandlerPorts, "report"> => ({
  store,
  ...(url === undefined ? readStoreOnly(store) : readPushgateway(url)),
  destination: chooseDestination(url, store).destination,
  now: Date.now,
  createId: randomUUID,
  backOff,
});

type Readers = Pick<SweepHandlerPorts, "reader" | "readPage">;

const readPushgateway = (url: string): Readers => ({
  reader: createPushgatewayReader(new URL(url)),
  readPage: createPageReader(new URL(url), PAGE_TIMEOUT_MS),
});

const readStoreOnly = ({ groups }: Store): Readers => ({
  reader: createStoreReader(groups),
  readPage: createStorePageReader(groups, PAGE_TIMEOUT_MS),
});
