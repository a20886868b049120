import type { RemoteWriteItem } from "../../../lambda/store/items.ts";
import type { Store } from "../../../lambda/store/store.ts";
import type { Ablation } from "./simulated-world.ts";

/** The clauses that the runs of remote write rest on, each left out. */
export const ABLATIONS = {
  "timestamps ascend from run to run": {
    moreRuns: 6,
    store: (store) => withLease(store, { read: (item) => ({ ...item, timestampMs: 0 }) }),
  },
  "a lease keeps runs apart": {
    moreRuns: 4,
    store: (store) => withLease(store, { read: (item) => ({ ...item, untilMs: 0 }) }),
  },
  "what a run could not send, the next one sends": {
    isLastOutageLong: true,
    store: (store) =>
      withLease(store, {
        write: (item) => (item.untilMs === 0 ? { ...item, fromMs: item.timestampMs } : item),
      }),
  },
  "the store is read consistently": {
    store: (store, world) => ({
      ...store,
      groups: {
        ...store.groups,
        read: async (path) =>
          world.random.chance(0.3) ? world.previousItems.get(path) : store.groups.read(path),
      },
    }),
  },
  "a write that is applied late is in the margin": { times: { marginMs: 0 } },
  "series that are gone are remembered": { gone: "forgotten" },
  "groups that nobody pushes are sent again": { refreshRuns: 30 },
} satisfies Readonly<Record<string, Ablation>>;

interface LeaseChanges {
  readonly read?: (item: RemoteWriteItem) => RemoteWriteItem;
  readonly write?: (item: RemoteWriteItem) => RemoteWriteItem;
}

const same = (item: RemoteWriteItem): RemoteWriteItem => item;

const withLease = ({ groups, contracts }: Store, { read = same, write = same }: LeaseChanges): Store => ({
  groups,
  contracts: {
    ...contracts,
    read: async (keys) =>
      new Map(
        Array.from(await contracts.read(keys), ([key, stored]) => [
          key,
          stored.item.kind === "remote-write" ? { ...stored, item: read(stored.item) } : stored,
        ]),
      ),
    write: (item, expected) => contracts.write(item.kind === "remote-write" ? write(item) : item, expected),
  },
});
