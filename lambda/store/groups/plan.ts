import { adoptionIssues } from "../contracts/adoption.ts";
import { OPEN_KEY } from "../contracts/contract-key.ts";
import { decide, type EntryWrite, find, keysOf } from "../contracts/decide.ts";
import { ReadItems, type ReadMode } from "../contracts/read-items.ts";
import type { Draft, GroupPush, Known, OverLimit, Stored, StorePorts, StoreRefusal } from "../group-push.ts";
import type { OpenItem } from "../items.ts";
import { type Booking, firstPartKeys } from "../limits/booking.ts";
import { type Growth, toGrowth } from "../limits/growth.ts";
import { labelStateOf, requireOpen, trackedLabelsOf } from "../opening/open-item.ts";
import { findUnreadable } from "./content.ts";
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

/**
 * The reads and decisions of clauses 2 and 5. Writes nothing, so a dry run ends here. Throws a StoreOutage if the store
 * cannot be read. Remembered items suffice if the entries are as needed. Before an entry is written and before a push
 * is refused, everything is read again.
 */
export const planWrite = async (
  push: GroupPush,
  known: Known | undefined,
  progress: Progress,
  ports: StorePorts,
  mode: ReadMode,
): Promise<Plan | Stored | StoreRefusal> => {
  const sinceMs = known?.sinceMs ?? ports.now();
  const items = new ReadItems(ports.store.contracts, ports.memory, mode, sinceMs);
  const plan = await planAsRead(push, known, progress, ports, items);
  return plan === undefined || (items.isRemembered && !mayRestOnMemory(plan))
    ? planWrite(push, known, progress, ports, "fresh")
    : plan;
};

/** Owners are refused for their limit only after their counters were read. */
const mayRestOnMemory = ({ kind }: Plan | Stored | StoreRefusal): boolean =>
  kind === "planned" || kind === "over-limit";

/** Undefined if entries must be written and not everything was just read. */
const planAsRead = async (
  push: GroupPush,
  known: Known | undefined,
  progress: Progress,
  ports: StorePorts,
  items: ReadItems,
): Promise<Plan | Stored | StoreRefusal | undefined> => {
  const held = new HeldGroup(await readGroup(push, known, items, ports));
  if (held.live?.id === push.id) {
    const { path, content, atMs } = held.live;
    return { kind: "stored", path, content, atMs, restsOnMs: items.sinceMs };
  }
  const open = requireOpen(find(items.found, OPEN_KEY, "open")?.item, ports.store.groups.table, push.key);
  if (open.kind === "unavailable") {
    return open;
  }
  const target = await readTarget(push, held, open, items, ports);
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
  const growth = toGrowth(push, held.live, target.draft, countNames(writes, progress), ports);
  const over = await findOverLimit(growth, items, progress);
  const { sinceMs } = items;
  return over ?? { kind: "planned", sinceMs, held, draft: target.draft, entries: writes, growth };
};

/** Reads the group, and at the same time the entries that are needed in any case. */
const readGroup = async (push: GroupPush, known: Known | undefined, items: ReadItems, ports: StorePorts) => {
  const { store, hints } = ports;
  if (known === undefined) {
    const [current] = await Promise.all([store.groups.read(push.key.path), items.load([OPEN_KEY])]);
    return current;
  }
  const held = new HeldGroup(known.current);
  const { needs } = toTarget(push, held, {
    table: store.groups.table,
    trackedLabels: hints.trackedLabels,
    typeOf: reservedTypeOf,
  });
  await items.load([
    OPEN_KEY,
    ...keysOf(needs, push.key.job),
    ...(held.live === undefined ? firstPartKeys([push.owner]) : []),
  ]);
  return known.current;
};

/** The group after the push, with the items that decide on it, and untyped samples in their types. */
const readTarget = async (
  push: GroupPush,
  held: HeldGroup,
  open: OpenItem,
  items: ReadItems,
  { store, hints }: StorePorts,
): Promise<Target> => {
  hints.trackedLabels = trackedLabelsOf(open, hints.trackedLabels);
  const context = { table: store.groups.table, trackedLabels: hints.trackedLabels };
  const target = toTarget(push, held, { ...context, typeOf: reservedTypeOf });
  await items.load(keysOf(target.needs, push.key.job));
  return target.pushed.some(({ type }) => type === "untyped")
    ? toTarget(push, held, { ...context, typeOf: typeFromItems(items.found) })
    : target;
};

/** Refuses a group that cannot be stored regardless of other groups. */
const refuseTarget = (
  { families, source }: GroupPush,
  { draft, pushed }: Target,
): StoreRefusal | undefined => {
  const unreadable = findUnreadable(draft.content);
  if (unreadable !== undefined) {
    return { kind: "too-many-parts", detail: unreadable };
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
