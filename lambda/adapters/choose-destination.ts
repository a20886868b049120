import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../destinations/destination.ts";
import { createPageDestination } from "../destinations/page/page-destination.ts";
import type { Pushgateway } from "../destinations/pushgateway/pushgateway.ts";
import { createPushgatewayDestination } from "../destinations/pushgateway/pushgateway-destination.ts";
import type { Store } from "../store/store.ts";
import { createAxiosPushgateway } from "./pushgateway/axios-pushgateway.ts";
import { createPushgateway } from "./pushgateway/pushgateway-client.ts";
import { isPushgatewayEmpty } from "./pushgateway/pushgateway-emptiness.ts";
import { createExchange } from "./pushgateway/pushgateway-exchange.ts";

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
  destination: createDestination(createAxiosPushgateway(url)),
  isDestinationEmpty: () => isPushgatewayEmpty(new URL(url)),
});

/** Without axios: the sweep's function would load it at each cold start and use nothing of it. */
export const createSweepDestination = (url: string): Destination =>
  createDestination(createPushgateway(createExchange(url)));

const createDestination = (pushgateway: Pushgateway): Destination =>
  createPushgatewayDestination({ pushgateway, now: Date.now, sleep, random: Math.random });
