import { randomUUID } from "node:crypto";
import type { ProxyConfig } from "../config/proxy-config.ts";
import { trackedLabels } from "../config/proxy-config.ts";
import { type MemoryPorts, RememberedItems, rememberedForMs } from "./contracts/remembered-items.ts";
import type { StorePorts } from "./group-push.ts";
import { Hints } from "./groups/hints.ts";
import { callerOf } from "./limits/owner.ts";
import { toStandingLimits } from "./limits/standing-limits.ts";
import { StoreOpener, type StoreOpenerPorts } from "./opening/open-new-store.ts";

/** Without the settings of the configuration. */
export type StoreSurroundings = Pick<StorePorts, "store" | "now" | "random" | "backOff" | "times"> &
  Pick<StoreOpenerPorts, "isDestinationEmpty"> &
  Pick<MemoryPorts, "stopwatch">;

/** The store as one process of a push function uses it. */
export const createStorePorts = (
  config: Pick<ProxyConfig, "clients" | "issuers" | "store">,
  surroundings: StoreSurroundings,
): StorePorts => {
  const { allowed, maxima } = toStandingLimits(config);
  const { isDestinationEmpty, stopwatch, ...ports } = surroundings;
  const { now, times } = ports;
  const labels = trackedLabels(config);
  const opener = new StoreOpener({ ...ports, isDestinationEmpty, trackedLabels: labels });
  return {
    ...ports,
    openIfNew: () => opener.open(),
    createId: randomUUID,
    hints: new Hints(labels),
    memory: new RememberedItems({ now, stopwatch, forMs: rememberedForMs(times) }),
    maxima,
    allowedOf: (owner) => allowed.get(callerOf(owner)),
  };
};
