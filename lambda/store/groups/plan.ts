import { adoptionIssues } from "../contracts/adoption.ts";
import { findItem, OPEN_KEY } from "../contracts/contract-key.ts";
import { decide, type EntryWrite, keysOf } from "../contracts/decide.ts";
import { ReadItems, type ReadMode } from "../contracts/read-items.ts";
import type { GroupPush, Known, OverLimit, Stored, StorePorts, StoreRefusal } from "../group-push.ts";
import { type Booking, firstPartKeys } from "../limits/booking.ts";
import { type Growth, toGrowth } from "../limits/growth.ts";
import { labelStateOf, requireOpen, trackedLabelsOf } from "../opening/open-item.ts";
import { findUnreadable, MAX_MERGED_BYTES } from "./content.ts";
import { type Draft, toContext } from "./draft.ts";
import { HeldGroup } from "./held-group.ts";
import { reservedTypeOf, type Target, toTarget, typeFromItems } from "./target.ts";

/** All writes of the long way, based on reads since `sinceMs`. */
export interface Plan {
  readonly kind: "planned";
  readonly sinceMs: number;
  readonly held: HeldGroup;
  readonly draft: Draft;
  readonly entries: readonly EntryWrite[];
  readonly growth: Growth;
}

/** What earlier tries of the push have booked and created. */
export interface Progress {
  readonly booking: Booking;
  createdNames: number;
}

/** One try to write a push. */
export interface Attempt {
  readonly push: GroupPush;
  /** The group that the refused blind write returned. */
  readonly known: Known | undefined;
  readonly progress: Progress;
  readonly ports: StorePorts;
}

/**
 * The reads and decisions of clauses 2 and 5. Writes nothing, so a dry run ends here. Throws a StoreOutage if the store
 * cannot be read. Remembered items suffice if the entries are as needed. Before an entry is written and before a push
 * is refused, everything is read again.
 */
export const planWrite = async (attempt: Attempt, mode: ReadMode): Promise<Plan | Stored | StoreRefusal> => {
  const { store, memory, now } = attempt.ports;
  const items = new ReadItems(store.contracts, memory, mode, attempt.known?.sinceMs ?? now());
  const plan = await planAsRead(attempt, items);
  return plan === undefined || (items.isRemembered && !mayRestOnMemory(plan))
    ? planWrite(attempt, "fresh")
    : plan;
};

/** Owners are refused for their limit only after their counters were read. */
const mayRestOnMemory = ({ kind }: Plan | Stored | StoreRefusal): boolean =>
  kind === "planned" || kind === "over-limit";

/** Undefined if entries must be written and not everything was just read. */
const planAsRead = async (
  attempt: Attempt,
  items: ReadItems,
): Promise<Plan | Stored | StoreRefusal | undefined> => {
  const { push, progress, ports } = attempt;
  const held = await readGroup(attempt, items);
  if (held.live?.id === push.id) {
    const { path, content, atMs } = held.live;
    return { kind: "stored", path, content, atMs, restsOnMs: items.sinceMs };
  }
  const open = requireOpen(findItem(items.found, OPEN_KEY, "open")?.item, ports.store.groups.table, push.key);
  if (open.kind === "unavailable") {
    return open;
  }
  ports.hints.trackedLabels = trackedLabelsOf(open, ports.hints.trackedLabels);
  const target = await readTarget(push, held, items, ports);
  const refusal = refuseTarget(push, target);
  if (refusal !== undefined) {
    return refusal;
  }
  const by = { owner: push.owner, job: push.key.job, atMs: items.sinceMs };
  const { conflicts, writes } = decide(target.needs, items.found, {
    by,
    job: push.key.job,
    labelState: labelStateOf(open),
  });
  if (conflicts.length > 0) {
    return { kind: "conflict", conflicts };
  }
  if (writes.length > 0 && items.isRemembered) {
    return undefined;
  }
  const { draft } = target;
  const growth = toGrowth(push, { live: held.live, draft, newNames: countNames(writes, progress) }, ports);
  const over = await findOverLimit(growth, items, progress);
  return over ?? { kind: "planned", sinceMs: items.sinceMs, held, draft, entries: writes, growth };
};

/** Reads the group, and at the same time the entries that are needed in any case. */
const readGroup = async ({ push, known, ports }: Attempt, items: ReadItems): Promise<HeldGroup> => {
  if (known === undefined) {
    const [current] = await Promise.all([ports.store.groups.read(push.key.path), items.load([OPEN_KEY])]);
    return new HeldGroup(current);
  }
  const held = new HeldGroup(known.current);
  const { needs } = toTarget(push, held, toContext(ports), reservedTypeOf);
  await items.load([
    OPEN_KEY,
    ...keysOf(needs, push.key.job),
    ...(held.live === undefined ? firstPartKeys([push.owner]) : []),
  ]);
  return held;
};

/** The group after the push, with the items that decide on it, and untyped samples in their types. */
const readTarget = async (
  push: GroupPush,
  held: HeldGroup,
  items: ReadItems,
  ports: StorePorts,
): Promise<Target> => {
  const context = toContext(ports);
  const target = toTarget(push, held, context, reservedTypeOf);
  await items.load(keysOf(target.needs, push.key.job));
  return target.pushed.some(({ type }) => type === "untyped")
    ? toTarget(push, held, context, typeFromItems(items.found))
    : target;
};

/** Refuses a group that cannot be stored regardless of other groups. */
const refuseTarget = (
  { families, source }: GroupPush,
  { draft, pushed }: Target,
): StoreRefusal | undefined => {
  // Only a POST keeps families of the group.
  if (draft.families.length > families.length && draft.content.length > MAX_MERGED_BYTES) {
    return { kind: "too-costly", detail: `more than ${MAX_MERGED_BYTES} bytes before compression` };
  }
  const unreadable = findUnreadable(draft.content);
  if (unreadable !== undefined) {
    return { kind: "too-costly", detail: unreadable };
  }
  const issues = adoptionIssues(families, pushed, source);
  return issues.length > 0 ? { kind: "no-counts", issues } : undefined;
};

const countNames = (writes: readonly EntryWrite[], { createdNames }: Progress): number =>
  writes.reduce((sum, { newNames }) => sum + newNames, createdNames);

/** Nothing is created for an owner that exceeds its limit. */
const findOverLimit = async (
  growth: Growth,
  items: ReadItems,
  { booking }: Progress,
): Promise<OverLimit | undefined> => {
  if (!booking.isNeeded(growth)) {
    return undefined;
  }
  await items.load(firstPartKeys(growth.keys()));
  return booking.findOverLimit(growth, items.found);
};
