import { randomUUID } from "node:crypto";
import { countSeries, type MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { encodeContent } from "../../../lambda/store/groups/content.ts";
import { toFingerprint } from "../../../lambda/store/groups/fingerprint.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";
import { countBytes } from "../../../lambda/store/limits/counted-bytes.ts";

/** A group as a push writes it, without its entries. `families` are those of `toOwnFamilies`. */
export const toLiveGroup = (
  { key, families, atMs }: { key: GroupingKey; families: readonly MetricFamily[]; atMs: number },
  table: string,
  trackedLabels: ReadonlySet<string>,
): LiveGroup => {
  const content = encodeContent(families);
  return {
    state: "live",
    path: key.path,
    atMs,
    id: randomUUID(),
    fingerprint: toFingerprint(families, table, trackedLabels),
    content,
    series: families.reduce((sum, family) => sum + countSeries(family), 0),
    countedBytes: countBytes(families, key, content),
    owner: "app",
  };
};
