import { randomUUID } from "node:crypto";
import type { ProxyConfig } from "../config/proxy-config.ts";
import { trackedLabels } from "../config/tracked-labels.ts";
import type { StorePorts } from "./group-push.ts";
import { Hints } from "./hints.ts";
import { callerOf, toAllowed } from "./owner.ts";

/** What the configuration does not say. */
export type StoreSurroundings = Pick<StorePorts, "store" | "now" | "random" | "backOff" | "times">;

/** The store as one process of a push function uses it. */
export const createStorePorts = (
  config: Pick<ProxyConfig, "clients" | "issuers" | "store">,
  surroundings: StoreSurroundings,
): StorePorts => {
  const { maxSeries, maxBytes, maxNames, maxGroups } = config.store;
  const callers = new Map([...config.clients, ...config.issuers].map((caller) => [caller.id, caller]));
  return {
    ...surroundings,
    createId: randomUUID,
    hints: new Hints(trackedLabels(config)),
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
