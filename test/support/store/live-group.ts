import { randomUUID } from "node:crypto";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { toDraft, toLiveGroup } from "../../../lambda/store/groups/draft.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";

/** A group as a push writes it, without its entries. `families` are those of `toOwnFamilies`. */
export const createLiveGroup = (
  { key, families, atMs }: { key: GroupingKey; families: readonly MetricFamily[]; atMs: number },
  table: string,
  trackedLabels: ReadonlySet<string>,
): LiveGroup => {
  const draft = toDraft(families, key, { table, trackedLabels });
  return toLiveGroup(draft, { path: key.path, atMs, id: randomUUID(), owner: "app" });
};
