import { randomUUID } from "node:crypto";
import type { ProxyConfig } from "../config/proxy-config.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import type { StorePorts } from "./group-push.ts";
import { Hints } from "./hints.ts";
import { callerOf, toAllowed } from "./owner.ts";
import { StoreOpener, type StoreOpenerPorts } from "./store-opener.ts";

/** What the configuration does not say. */
export type StoreSurroundings = Pick<StorePorts, "store" | "now" | "random" | "backOff" | "times"> &
  Pick<StoreOpenerPorts, "isDestinationEmpty">;

/** The store as one process of a push function uses it. */
export const createStorePorts = (
  config: Pick<ProxyConfig, "clients" | "issuers" | "store">,
  surroundings: StoreSurroundings,
): StorePorts => {
  const { maxSeries, maxBytes, maxNames, maxGroups } = config.store;
  const callers = new Map([...config.clients, ...config.issuers].map((caller) => [caller.id, caller]));
  const { isDestinationEmpty, ...ports } = surroundings;
  const labels = trackedLabels(config);
  const opener = new StoreOpener({ ...ports, isDestinationEmpty, trackedLabels: labels });
  return {
    ...ports,
    openIfNew: () => opener.open(),
    createId: randomUUID,
    hints: new Hints(labels),
    maxima: {
      groups: maxGroups ?? Number.MAX_SAFE_INTEGER,
      series: maxSeries,
      bytes: maxBytes,
      names: maxNames,
    },
    allowedOf: (owner) => {
      const caller = callers.get(callerOf(owner));
      return caller === undefined ? undefined : toAllowed(caller.limits);
    },
  };
};
