import { isWithin } from "../../model/clock.ts";
import type { MetricFamily } from "../../model/exposition.ts";
import { toNeeds } from "../../store/contracts/needs.ts";
import { toDraft, toLiveGroup } from "../../store/groups/draft.ts";
import type { GroupItem, LiveGroup } from "../../store/items.ts";
import { readOpen } from "../../store/opening/open-item.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { RunSettings } from "../run/run-settings.ts";
import { readLive } from "../scan/scan-groups.ts";
import type { SeenGroup } from "../scan/seen-group.ts";
import { type ClaimOutcome, claimEntries } from "./claim-entries.ts";

/** The groups of the store, scanned after the Pushgateway was read. */
export interface StoredGroups {
  readonly groups: ReadonlyMap<string, GroupItem>;
  /** Paths of damaged items. */
  readonly unreadablePaths: ReadonlySet<string>;
}

/**
 * `known`: the store has this version or a later one. `misfit`: it conflicts with another group, or the store cannot
 * hold it. `again`: a rival wrote at the same time, or the store did not answer.
 */
export type TakeOverOutcome = "taken" | "known" | "misfit" | "again";

/** Stores a group of the Pushgateway, with the entries that it needs. */
export const takeOver = async (
  group: SeenGroup,
  stored: StoredGroups,
  ports: RunPorts,
  settings: RunSettings,
): Promise<TakeOverOutcome> => {
  // A label with an empty value makes a separate group there, which the proxy cannot name.
  if (group.exactPath !== group.key.path) {
    return "misfit";
  }
  const families = await group.readFamilies();
  const claimed = await claimFor(group, families, ports, settings);
  if (claimed !== "held") {
    return claimed === "conflict" ? "misfit" : "again";
  }
  if (isKnown(group, stored)) {
    return "known";
  }
  const sinceMs = ports.now();
  if (!(await mayTakeOver(ports, settings)) || !isWithin(sinceMs, ports.now(), settings.times.actMs)) {
    return "again";
  }
  const item = toItem(group, families, ports, settings);
  const written = await ports.store.groups.write(item, stored.groups.get(item.path));
  return written.kind === "done" ? "taken" : written.kind === "too-large" ? "misfit" : "again";
};

const claimFor = (
  { key }: SeenGroup,
  families: readonly MetricFamily[],
  { store }: RunPorts,
  { trackedLabels }: RunSettings,
): Promise<ClaimOutcome> => {
  const needs = toNeeds(families, key, trackedLabels);
  // Bodies with many values are accepted, since keys cannot have these labels in this job yet.
  return claimEntries(needs, key.job, () => "opening", store.contracts);
};

const isKnown = (group: SeenGroup, { groups, unreadablePaths }: StoredGroups): boolean => {
  const { path } = group.key;
  const known = groups.get(path);
  // A damaged item is not changed, and is reported.
  return unreadablePaths.has(path) || (known !== undefined && known.atMs >= toAtMs(group));
};

const toAtMs = ({ markerMs, pushedAtMs }: SeenGroup): number => markerMs ?? Math.round(pushedAtMs);

/** Whether the store is still closed, and no other run knows a label that this one does not know. */
const mayTakeOver = async ({ store }: RunPorts, { trackedLabels }: RunSettings): Promise<boolean> => {
  const open = (await readOpen(store))?.item;
  return (
    open?.table !== store.groups.table &&
    [...(open?.labels.keys() ?? [])].every((label) => trackedLabels.has(label))
  );
};

const toItem = (
  group: SeenGroup,
  families: readonly MetricFamily[],
  { store, createId }: RunPorts,
  { trackedLabels }: RunSettings,
): LiveGroup => {
  const { key } = group;
  const draft = toDraft(families, key, { table: store.groups.table, trackedLabels });
  return toLiveGroup(draft, { path: key.path, atMs: toAtMs(group), id: createId(), owner: "" });
};

/**
 * Creates the entries that a stored group needs, for all labels: a run that did not know a label may have taken it
 * over, and the Pushgateway may have lost it since. A group with a conflict is deleted.
 */
export const claimHeld = async (
  item: LiveGroup,
  { store, now, createId }: RunPorts,
  { trackedLabels }: RunSettings,
): Promise<ClaimOutcome> => {
  const read = readLive(item, trackedLabels);
  if (typeof read === "string") {
    return "held";
  }
  const outcome = await claimEntries(read.needs, read.group.key.job, () => "opening", store.contracts);
  if (outcome === "conflict") {
    const { path, atMs } = item;
    await store.groups.write(
      { state: "deleted", path, atMs: Math.max(now(), atMs + 1), id: createId(), idle: undefined },
      item,
    );
  }
  return outcome;
};
