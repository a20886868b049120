import { during } from "../../model/outage.ts";
import { OPEN_KEY } from "../../store/contracts/contract-key.ts";
import { type Store, StoreOutage } from "../../store/store.ts";
import type { Destination } from "../destination.ts";

/**
 * The destination of a proxy without a Pushgateway. The page is rendered from the store, so a stored group is
 * delivered. It is ready while the store answers.
 */
export const createPageDestination = ({ contracts }: Pick<Store, "contracts">): Destination => ({
  write: async () => ({ kind: "delivered" }),
  remove: async () => ({ kind: "delivered" }),
  isReady: () => contracts.read([OPEN_KEY]).then(() => true, during(StoreOutage, false)),
});
