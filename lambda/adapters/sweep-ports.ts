import type { ItemStore } from "../agree/item-store.ts";
import type { Pushgateway } from "../relay/pushgateway.ts";
import type { SweepPorts } from "../sweep/sweep.ts";
import { createAxiosPushgateway } from "./axios-pushgateway.ts";
import { createPushgatewayReader, READER_SETTINGS } from "./pushgateway-reader.ts";
import { createStartReader } from "./pushgateway-start-reader.ts";
import { createPageReader } from "./scrape-page-reader.ts";

const PAGE_TIMEOUT_MS = 20_000;
const STATUS_TIMEOUT_MS = 5_000;
const DELETE_TIMEOUT_MS = 5_000;

/** What a sweep needs of the Pushgateway at `url`, and the store of the registry, if there is one. */
export const createSweepPorts = (url: string, store: ItemStore | undefined): SweepPorts => {
  const pushgateway = createAxiosPushgateway(url);
  return {
    store,
    clock: Date.now,
    reader: createPushgatewayReader(new URL(url), READER_SETTINGS),
    readStart: createStartReader(new URL(url), STATUS_TIMEOUT_MS),
    readPage: createPageReader(new URL(url), PAGE_TIMEOUT_MS),
    deleteGroup: (path) => deleteGroup(pushgateway, path),
  };
};

const deleteGroup = async (pushgateway: Pushgateway, path: string): Promise<boolean> => {
  const answer = await pushgateway.send({
    method: "DELETE",
    path,
    body: undefined,
    timeoutMs: DELETE_TIMEOUT_MS,
  });
  return answer.kind === "answered" && answer.status === 202;
};
