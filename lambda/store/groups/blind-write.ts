import { toAdoptable } from "../contracts/decide-name.ts";
import type { GroupPush, Known, Stored, StorePorts, StoreRefusal } from "../group-push.ts";
import type { GroupItem, LiveGroup } from "../items.ts";
import { adoptGuessed, type Draft, toContext, toDraft } from "./draft.ts";
import { HeldGroup } from "./held-group.ts";

/** The result of the blind write. `refused`: the long way is needed, starting from the returned state. */
export type BlindOutcome = Stored | StoreRefusal | (Known & { readonly kind: "refused" });

/**
 * Clause 1: one conditional write and no read, for a push that changes only values. Untyped samples are tried in the
 * remembered types, and again in those of the group that the refused write returns.
 */
export const writeBlindly = async (push: GroupPush, ports: StorePorts): Promise<BlindOutcome> => {
  const { hints, now } = ports;
  const startMs = now();
  const guessed = adoptGuessed(push.families, (family) => hints.adoptedType(family));
  const draft = toDraft(guessed, push.key, toContext(ports));
  const outcome = await overwrite(push, draft, startMs, ports);
  if (outcome.kind !== "refused" || outcome.current?.state !== "live") {
    return outcome;
  }
  const adopted = adoptHeld(push, draft, outcome.current, ports);
  return adopted === undefined ? outcome : overwrite(push, adopted, startMs, ports);
};

/** The draft in the types of the group; undefined if that would not help. */
const adoptHeld = (push: GroupPush, draft: Draft, live: LiveGroup, ports: StorePorts): Draft | undefined => {
  if (live.fingerprint === draft.fingerprint || push.families.every(({ type }) => type !== "untyped")) {
    return undefined;
  }
  const held = new HeldGroup(live);
  const families = adoptGuessed(push.families, (family) => held.adoptedType(family));
  const adopted = toDraft(families, push.key, toContext(ports));
  return adopted.fingerprint === live.fingerprint ? adopted : undefined;
};

/**
 * If only the time of the group is in the way (several pushes within a millisecond, or clocks that differ), the write
 * is tried again with the next time after the group's. It succeeds only if no other write came in between.
 */
const overwrite = async (
  push: GroupPush,
  draft: Draft,
  startMs: number,
  ports: StorePorts,
): Promise<BlindOutcome> => {
  const { path } = push.key;
  const { fingerprint, content, countedBytes } = draft;
  let atMs = startMs;
  for (let unanswered = 0, races = 0; unanswered < MAX_UNANSWERED; ) {
    const restsOnMs = ports.now();
    const outcome = await ports.store.groups.overwrite({
      path,
      id: push.id,
      atMs,
      fingerprint,
      content,
      countedBytes,
    });
    if (outcome.kind === "too-large") {
      return outcome;
    }
    if (outcome.kind === "unanswered") {
      unanswered++;
      continue;
    }
    const current = outcome.kind === "refused" ? outcome.current : undefined;
    if (outcome.kind === "done" || current?.id === push.id) {
      learnAdopted(push, draft, ports);
      return { kind: "stored", path, content, atMs: current?.atMs ?? atMs, restsOnMs };
    }
    if (races === MAX_RACES || !isTooNewOnly(current, draft, atMs)) {
      return { ...outcome, sinceMs: startMs };
    }
    races++;
    atMs = Math.max(ports.now(), current.atMs + 1);
  }
  return { kind: "unavailable", reason: "unanswered" };
};

const MAX_UNANSWERED = 2;
const MAX_RACES = 3;

/** Whether only the time of the group was in the way. */
const isTooNewOnly = (
  current: GroupItem | undefined,
  { fingerprint, countedBytes }: Draft,
  atMs: number,
): current is LiveGroup =>
  current?.state === "live" &&
  current.atMs >= atMs &&
  current.fingerprint === fingerprint &&
  current.countedBytes >= countedBytes;

/** Remembers the stored types of untyped families. */
export const learnAdopted = (
  push: GroupPush,
  { families }: Pick<Draft, "families">,
  { hints }: Pick<StorePorts, "hints">,
): void => {
  const untyped = new Set(push.families.filter(({ type }) => type === "untyped").map(({ name }) => name));
  for (const { name, type } of families) {
    const adopted = untyped.has(name) ? toAdoptable(type) : undefined;
    if (adopted !== undefined) {
      hints.learnAdopted(name, adopted);
    }
  }
};
