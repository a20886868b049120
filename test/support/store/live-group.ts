import { randomUUID } from "node:crypto";
import { countAllSeries, type MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { toDraft } from "../../../lambda/store/groups/draft.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";

/** A group as a push writes it, without its entries. `families` are those of `toOwnFamilies`. */
export const toLiveGroup = (
  { key, families, atMs }: { key: GroupingKey; families: readonly MetricFamily[]; atMs: number },
  table: string,
  trackedLabels: ReadonlySet<string>,
): LiveGroup => {
  const { fingerprint, content, countedBytes } = toDraft(families, key, { table, trackedLabels });
  const series = countAllSeries(families);
  const id = randomUUID();
  return {
    state: "live",
    path: key.path,
    atMs,
    id,
    fingerprint,
    content,
    series,
    countedBytes,
    owner: "app",
  };
};
