import type { Destination } from "../../destinations/destination.ts";
import type { Store } from "../../store/store.ts";

const DONE = { kind: "done" } as const;
const DELIVERED = { kind: "delivered" } as const;

/** The same store for reads. Every write succeeds and changes nothing. */
export const withoutWrites = ({ groups, contracts }: Store): Store => ({
  groups: {
    table: groups.table,
    gone: groups.gone,
    read: (path) => groups.read(path),
    isEmpty: () => groups.isEmpty(),
    scan: () => groups.scan(),
    overwrite: async () => DONE,
    write: async () => DONE,
    bury: async () => DONE,
    mark: async () => DONE,
    remove: async () => DONE,
  },
  contracts: {
    read: (keys) => contracts.read(keys),
    scan: () => contracts.scan(),
    write: async () => DONE,
    remove: async () => DONE,
    add: async () => DONE,
    addRefusals: async () => DONE,
  },
});

/** The same destination. Nothing is sent to it. */
export const withoutDeliveries = (destination: Destination): Destination => ({
  write: async () => DELIVERED,
  remove: async () => DELIVERED,
  isReady: (timeoutMs) => destination.isReady(timeoutMs),
});
