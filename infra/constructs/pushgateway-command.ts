import type { PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import { RELAY_PORT, SCRAPE_PORT } from "./proxy-security-groups.ts";
import { STORAGE_PATH } from "./pushgateway-storage.ts";

/**
 * The Pushgateway's flags. Three must never be here: `--push.enable-utf8-names` (one request then takes down every
 * scrape), `--web.enable-admin-api` and `--web.enable-lifecycle`.
 */
export const toPushgatewayCommand = ({ file }: Pick<PushgatewayConfig, "file">): string[] => [
  `--web.listen-address=:${SCRAPE_PORT}`,
  `--web.listen-address=:${RELAY_PORT}`,
  `--persistence.file=${STORAGE_PATH}/${file}`,
  // Each write is the whole state, under the lock that pushes and scrapes need.
  "--persistence.interval=60s",
  // At info, groups that differ in a HELP text cost tens of megabytes of log a scrape.
  "--log.level=warn",
  // The store has checked already, at a cost that does not grow with what is stored.
  "--push.disable-consistency-check",
];
