import {
  adoptGuessed,
  type Draft,
  type GroupPush,
  type Known,
  type Stored,
  type StorePorts,
  type StoreRefusal,
  toDraft,
} from "./group-push.ts";
import { HeldGroup } from "./held-group.ts";
import type { GroupWriteOutcome } from "./store.ts";

/** What the blind write comes to; `refused`: the long way must be taken, from what is known. */
export type BlindOutcome = Stored | StoreRefusal | (Known & { readonly kind: "refused" });

/**
 * Clause 1: one conditional write and no read, where the push changes values only. Untyped samples are tried in the types
 * that are remembered, and once more in those of the group as the refusal brings it along.
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
  const adopted = adoptHeld(push, draft, new HeldGroup(outcome.current), ports);
  return adopted === undefined ? outcome : overwrite(push, adopted, startMs, ports);
};

/** The draft in the types of the group; undefined: that would not help. */
const adoptHeld = (push: GroupPush, draft: Draft, held: HeldGroup, ports: StorePorts): Draft | undefined => {
  if (held.live?.print === draft.print || push.families.every(({ type }) => type !== "untyped")) {
    return undefined;
  }
  const families = adoptGuessed(push.families, (family) => held.adoptedType(family));
  const adopted = toDraft(families, push.key, toContext(ports));
  return adopted.print === held.live?.print ? adopted : undefined;
};

const toContext = ({ store, hints }: StorePorts) => ({
  table: store.groups.table,
  trackedLabels: hints.trackedLabels,
});

const overwrite = async (
  push: GroupPush,
  draft: Draft,
  startMs: number,
  ports: StorePorts,
): Promise<BlindOutcome> => {
  const write = {
    path: push.key.path,
    id: push.id,
    atMs: startMs,
    print: draft.print,
    content: draft.content,
    countedBytes: draft.countedBytes,
  };
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const restsOnMs = ports.now();
    const outcome = await ports.store.groups.overwrite(write);
    if (outcome.kind === "done" || isMine(outcome, push)) {
      learnAdopted(push, draft, ports);
      return { kind: "stored", path: write.path, content: write.content, atMs: startMs, restsOnMs };
    }
    if (outcome.kind === "refused") {
      return { ...outcome, sinceMs: startMs };
    }
    if (outcome.kind === "too-large") {
      return outcome;
    }
  }
  return { kind: "unavailable", reason: "unanswered" };
};

const MAX_TRIES = 2;

/** An earlier try was applied, though its answer was lost. */
const isMine = (outcome: GroupWriteOutcome, { id }: GroupPush): boolean =>
  outcome.kind === "refused" && outcome.current?.state === "live" && outcome.current.id === id;

/** Remembers what untyped families were stored as. */
export const learnAdopted = (
  push: GroupPush,
  { families }: Pick<Draft, "families">,
  { hints }: Pick<StorePorts, "hints">,
): void => {
  const untyped = push.families.filter(({ type }) => type === "untyped");
  if (untyped.length === 0) {
    return;
  }
  const types = new Map(families.map(({ name, type }) => [name, type]));
  for (const { name } of untyped) {
    const type = types.get(name);
    if (type === "counter" || type === "gauge") {
      hints.learnAdopted(name, type);
    }
  }
};
