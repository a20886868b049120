import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AuthorizedDelete, PermittedPush } from "../model/stages.ts";
import type { GroupPush, Stored, StorePorts } from "./group-push.ts";
import { type Buried, deleteGroup } from "./groups/delete-group.ts";
import { toOwnFamilies } from "./groups/own-families.ts";
import { checkGroup, writeGroup } from "./groups/write-group.ts";
import { ownerOf, toAllowed } from "./limits/owner.ts";
import { refuseOutcome, refuseUnavailable } from "./refuse-outcome.ts";

/**
 * Stage `store`: writes the push to its group in the store. From then on it is not lost, even if the relay fails.
 * Refuses with `contract-conflict`, `group-too-large`, `quota-exceeded`, `capacity-exhausted`, `store-opening` and
 * `store-unavailable`.
 */
export const storePush = async (push: PermittedPush, ports: StorePorts): Promise<Result<Stored, Refusal>> => {
  const outcome = await writeGroup(toGroupPush(push, ports), ports);
  return outcome.kind === "stored" ? ok(outcome) : refuseOutcome(outcome, push, ports.times);
};

/** Whether {@link storePush} would accept the push. Stores nothing. */
export const checkPush = async (push: PermittedPush, ports: StorePorts): Promise<Result<void, Refusal>> => {
  const outcome = await checkGroup(toGroupPush(push, ports), ports);
  return outcome.kind === "storable" ? ok(undefined) : refuseOutcome(outcome, push, ports.times);
};

/** Deletes the group in the store. Refuses with `store-opening` and `store-unavailable`. */
export const storeDelete = async (
  { request }: AuthorizedDelete,
  ports: StorePorts,
): Promise<Result<Buried, Refusal>> => {
  // With the tombstone a new store would no longer be empty, and pushes would have to wait for runs of the sweep.
  await ports.openIfNew();
  const outcome = await deleteGroup(request.key, ports.createId(), ports);
  return outcome.kind === "buried" ? ok(outcome) : refuseUnavailable(outcome, ports.times);
};

const toGroupPush = (
  { client, grants, request: { key, method }, exposition }: PermittedPush,
  { createId }: StorePorts,
): GroupPush => ({
  id: createId(),
  method: method === "POST" ? "POST" : "PUT",
  key,
  families: toOwnFamilies(exposition.families, key),
  source: exposition.source,
  owner: ownerOf(client, grants),
  allowed: toAllowed(client.limits),
});
