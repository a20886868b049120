import { type MetricFamily, NO_LABELS } from "../../model/exposition.ts";
import { GroupingKey } from "../../model/grouping-key.ts";
import { decodeContent } from "../../store/groups/content.ts";
import type { GroupItem } from "../../store/items.ts";
import { MARKER_HELP, MARKER_NAME } from "../../store/marker.ts";
import { type Series, toSeriesId, toStale } from "./series.ts";
import { type ExternalLabels, SeriesExposer } from "./series-exposer.ts";
import { type GroupPlace, toPlace } from "./slots.ts";

/** The groups of the store that one run sends. */
export interface Selection {
  /** Groups that were pushed after this time are sent. */
  readonly changedSinceMs: number;
  /** Other groups are sent if they are in these slots. */
  readonly dueSlots: ReadonlySet<number>;
  /** Series that were removed after this time are ended. */
  readonly goneSinceMs: number;
  readonly slots: number;
  readonly shards: number;
  readonly shard: number;
  readonly isSent: (job: string) => boolean;
  /** Whether a group is sent again although it was not pushed. */
  readonly isRefreshed: (job: string) => boolean;
  readonly externalLabels: ExternalLabels;
}

/** The time of the push, under both names that it has on the page. */
const toPushTimes = (atMs: number): readonly MetricFamily[] =>
  ["push_time_seconds", MARKER_NAME].map((name) => ({
    type: "gauge",
    name,
    help: MARKER_HELP,
    metrics: [{ labels: NO_LABELS, value: atMs / 1_000, at: 0 }],
    at: 0,
  }));

/** The series that a run sends for one item, including stale markers. Undefined if the item is unreadable. */
export const toGroupSeries = (item: GroupItem, selection: Selection): readonly Series[] | undefined => {
  const key = GroupingKey.ofPath(item.path);
  const place = toPlace(item.path, selection.slots, selection.shards);
  if (key === undefined) {
    return undefined;
  }
  if (place.shard !== selection.shard || !selection.isSent(key.job)) {
    return [];
  }
  try {
    const exposer = new SeriesExposer(key, selection.externalLabels);
    const current = exposeCurrent(item, exposer, () => isChosen(item, key.job, place, selection));
    return [...current.sent, ...exposeGone(item, exposer, current.all, selection.goneSinceMs)];
  } catch (error) {
    // Content that cannot be decoded: the sweep reports it.
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
};

const isChosen = (
  { atMs }: GroupItem,
  job: string,
  { slot }: GroupPlace,
  { changedSinceMs, dueSlots, isRefreshed }: Selection,
): boolean => atMs >= changedSinceMs || (dueSlots.has(slot) && isRefreshed(job));

interface Current {
  readonly sent: readonly Series[];
  /** Every series that the group exposes. */
  readonly all: () => Iterable<Series>;
}

const NOTHING: Current = { sent: [], all: () => [] };

const exposeCurrent = (item: GroupItem, exposer: SeriesExposer, isSent: () => boolean): Current => {
  if (item.state === "deleted") {
    return NOTHING;
  }
  const all = () => exposer.expose([...decodeContent(item.content), ...toPushTimes(item.atMs)]);
  return { sent: isSent() ? [...all()] : [], all };
};

/** Stale markers for series that the group no longer has. */
const exposeGone = (
  item: GroupItem,
  exposer: SeriesExposer,
  current: Current["all"],
  goneSinceMs: number,
): readonly Series[] => {
  const gone = item.gone?.filter(({ atMs }) => atMs >= goneSinceMs) ?? [];
  if (gone.length === 0) {
    return [];
  }
  const seen = new Set(Array.from(current(), toSeriesId));
  const stale: Series[] = [];
  for (const { content, atMs } of gone) {
    for (const series of exposer.expose([...decodeContent(content), ...toPushTimes(atMs)])) {
      const id = toSeriesId(series);
      if (!seen.has(id)) {
        seen.add(id);
        stale.push(toStale(series));
      }
    }
  }
  return stale;
};
