import { isWithin } from "../../model/clock.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { type StorePorts, toUnavailable, UNANSWERED_FOR_MS, type Unavailable } from "../group-push.ts";
import type { Tombstone } from "../items.ts";
import { isStoreOpen } from "../opening/open-item.ts";
import { toGoneOfAll } from "./gone.ts";

/** The group is deleted: there is a tombstone. */
export interface Buried {
  readonly kind: "buried";
  /** When the request began whose success this rests on. */
  readonly restsOnMs: number;
}

type DeletePorts = Pick<StorePorts, "store" | "now" | "backOff">;

/**
 * Clause 8: writes a tombstone, also if there is no group or already a tombstone, so that a write in flight cannot
 * bring the group back. `id` is unique to this DELETE.
 */
export const deleteGroup = (
  { path }: Pick<GroupingKey, "path">,
  id: string,
  ports: DeletePorts,
): Promise<Buried | Unavailable> => buryWithRetries(path, id, ports).catch(toUnavailable);

const MAX_TRIES = 10;

const buryWithRetries = async (
  path: string,
  id: string,
  ports: DeletePorts,
): Promise<Buried | Unavailable> => {
  const { store, now, backOff } = ports;
  const startMs = now();
  const outcome = await store.groups.bury(toTombstone(path, id, startMs));
  if (outcome.kind === "done") {
    return { kind: "buried", restsOnMs: startMs };
  }
  let next = await buryAsRead(path, id, ports);
  const mayTryAgain = (): boolean =>
    next.kind === "refused" || (next.kind === "unanswered" && isWithin(startMs, now(), UNANSWERED_FOR_MS));
  for (let tries = 2; tries < MAX_TRIES && mayTryAgain(); tries++) {
    await backOff(tries - 1);
    next = await buryAsRead(path, id, ports);
  }
  switch (next.kind) {
    case "refused":
      return { kind: "unavailable", reason: "contended" };
    case "unanswered":
      return { kind: "unavailable", reason: "unanswered" };
    default:
      return next;
  }
};

/** Why a try failed, and may be made again. */
interface Again {
  readonly kind: "refused" | "unanswered";
}

/** Conditional on the exact item, not on its time, since the clock of its writer may be ahead. */
const buryAsRead = async (
  path: string,
  id: string,
  { store, now }: DeletePorts,
): Promise<Buried | Unavailable | Again> => {
  const readMs = now();
  const [current, isOpen] = await Promise.all([store.groups.read(path), isStoreOpen(store)]);
  // An earlier write of this DELETE was applied after all.
  if (current?.id === id) {
    return { kind: "buried", restsOnMs: readMs };
  }
  if (!isOpen) {
    return { kind: "unavailable", reason: "closed" };
  }
  const restsOnMs = now();
  const atMs = Math.max(restsOnMs, (current?.atMs ?? 0) + 1);
  const gone = current === undefined ? [] : toGoneOfAll(current, restsOnMs);
  const tombstone = { ...toTombstone(path, id, atMs), ...(store.groups.gone === "kept" && { gone }) };
  const outcome = await store.groups.write(tombstone, current);
  switch (outcome.kind) {
    case "done":
      return { kind: "buried", restsOnMs };
    case "unanswered":
      return { kind: "unanswered" };
    default:
      return { kind: "refused" };
  }
};

const toTombstone = (path: string, id: string, atMs: number): Tombstone => ({
  state: "deleted",
  path,
  atMs,
  id,
  idle: undefined,
});
