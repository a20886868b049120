import type { PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import { RELAY_PORT, SCRAPE_PORT } from "./proxy-security-groups.ts";
import { STORAGE_PATH } from "./pushgateway-storage.ts";

/**
 * The Pushgateway's flags. Three must never be here: `--push.enable-utf8-names` (one request then breaks every scrape),
 * `--web.enable-admin-api` and `--web.enable-lifecycle`.
 */
export const toPushgatewayCommand = ({ file }: Pick<PushgatewayConfig, "file">): string[] => [
  `--web.listen-address=:${SCRAPE_PORT}`,
  `--web.listen-address=:${RELAY_PORT}`,
  `--persistence.file=${STORAGE_PATH}/${file}`,
  // Each write saves the whole state, under the lock that pushes and scrapes need.
  "--persistence.interval=60s",
  // At info, groups that differ in a HELP text cost tens of megabytes of log per scrape.
  "--log.level=warn",
  // The store has already checked the push, and its costs do not grow with the stored groups.
  "--push.disable-consistency-check",
];

/** The part of a task's memory that Go may use. The rest is for the health check and the container. */
const GO_SHARE = 0.9;

/**
 * The environment of the container. Without a limit Go collects only when its memory has doubled, so reading all groups
 * could exceed the task's memory, although what is in use would fit.
 */
export const toPushgatewayEnvironment = (memoryMiB: number): Readonly<Record<string, string>> => ({
  GOMEMLIMIT: `${Math.floor(GO_SHARE * memoryMiB)}MiB`,
});
