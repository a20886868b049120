import { isGoingOn } from "../../model/clock.ts";
import { findItem, remoteWriteKey } from "../../store/contracts/contract-key.ts";
import type { RemoteWriteItem } from "../../store/items.ts";
import type { ContractStore } from "../../store/store.ts";

/** Identifies one of the runs that can go on at the same time. */
export interface LeaseName {
  readonly destination: string;
  readonly shard: number;
}

/**
 * `acquired`: the right to send, with a later timestamp than every run before. It is not a lock: a process that was
 * frozen may still send after its time. Its samples are then older than those of its successor.
 */
export type LeaseOutcome =
  | { readonly kind: "acquired"; readonly item: RemoteWriteItem }
  | { readonly kind: "held"; readonly fromMs: number }
  | { readonly kind: "unanswered" };

const NEVER = { fromMs: 0, notV2UntilMs: 0, untilMs: 0, timestampMs: 0 } as const;

/** Writes the timestamp before anything is sent with it. Throws a StoreOutage if the store cannot be read. */
export const acquireLease = async (
  { destination, shard }: LeaseName,
  owner: string,
  { startMs, leaseMs }: { readonly startMs: number; readonly leaseMs: number },
  contracts: ContractStore,
): Promise<LeaseOutcome> => {
  const found = await readLease({ destination, shard }, contracts);
  const last = found?.item ?? NEVER;
  // Twice, because the clock of the other run may be ahead a little.
  if (isGoingOn(last.untilMs, startMs, 2 * leaseMs)) {
    return { kind: "held", fromMs: last.fromMs };
  }
  const item: RemoteWriteItem = {
    ...last,
    kind: "remote-write",
    destination,
    shard,
    owner,
    untilMs: startMs + leaseMs,
    timestampMs: Math.max(startMs, last.timestampMs + 1),
  };
  const written = await contracts.write(item, found?.version);
  switch (written.kind) {
    case "done":
      return { kind: "acquired", item };
    case "refused":
      return { kind: "held", fromMs: last.fromMs };
    case "unanswered":
      return { kind: "unanswered" };
  }
};

/** Whether no other run has begun since. */
export const isLeaseMine = async (
  { destination, shard, owner }: RemoteWriteItem,
  contracts: ContractStore,
): Promise<boolean> => (await readLease({ destination, shard }, contracts))?.item.owner === owner;

/**
 * Ends the run and stores what the next one needs, unless another one has begun since. If the write is lost, the lease
 * expires.
 */
export const releaseLease = async (
  item: RemoteWriteItem,
  changes: Partial<Pick<RemoteWriteItem, "fromMs" | "notV2UntilMs">>,
  contracts: ContractStore,
): Promise<void> => {
  const found = await readLease(item, contracts);
  if (found?.item.owner === item.owner) {
    await contracts.write({ ...item, ...changes, untilMs: 0 }, found.version);
  }
};

/** Ends the lease of a process that has ended without releasing it, so that the next run need not wait. */
export const endLease = async (name: LeaseName, contracts: ContractStore): Promise<void> => {
  const found = await readLease(name, contracts);
  if (found !== undefined) {
    await contracts.write({ ...found.item, untilMs: 0 }, found.version);
  }
};

const readLease = async ({ destination, shard }: LeaseName, contracts: ContractStore) => {
  const key = remoteWriteKey(destination, shard);
  return findItem(await contracts.read([key]), key, "remote-write");
};
