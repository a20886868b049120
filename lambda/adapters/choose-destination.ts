import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../destinations/destination.ts";
import { createPageDestination } from "../destinations/page/page-destination.ts";
import { createPushgatewayDestination } from "../destinations/pushgateway/pushgateway-destination.ts";
import type { Store } from "../store/store.ts";
import { createAxiosPushgateway } from "./pushgateway/axios-pushgateway.ts";
import { isPushgatewayEmpty } from "./pushgateway/pushgateway-emptiness.ts";

export interface ChosenDestination {
  readonly destination: Destination;
  /** Whether the destination holds no group. False if it does not answer. */
  readonly isDestinationEmpty: () => Promise<boolean>;
}

/** The Pushgateway at `url`. Undefined: there is no Pushgateway, and the page is rendered from the store. */
export const chooseDestination = (
  url: string | undefined,
  store: Pick<Store, "contracts">,
): ChosenDestination => (url === undefined ? choosePage(store) : choosePushgateway(url));

export const choosePage = (store: Pick<Store, "contracts">): ChosenDestination => ({
  destination: createPageDestination(store),
  isDestinationEmpty: async () => true,
});

export const choosePushgateway = (url: string): ChosenDestination => ({
  destination: createPushgatewayDestination({
    pushgateway: createAxiosPushgateway(url),
    now: Date.now,
    sleep,
    random: Math.random,
  }),
  isDestinationEmpty: () => isPushgatewayEmpty(new URL(url)),
});
