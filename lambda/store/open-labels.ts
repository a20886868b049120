import type { GroupingKey } from "../model/grouping-key.ts";
import type { LabelState } from "./decide-placement.ts";
import type { Unavailable } from "./group-push.ts";
import type { OpenItem } from "./items.ts";

/** Why a push of the key must wait; undefined: it need not. */
export const findClosed = (
  open: OpenItem | undefined,
  table: string,
  key: GroupingKey,
): Unavailable | undefined => {
  if (open === undefined || open.table !== table) {
    return { kind: "unavailable", reason: "closed" };
  }
  return key.labels.every(({ name }) => open.labels.get(name) === "open")
    ? undefined
    : { kind: "unavailable", reason: "label-opening" };
};

export const labelStateOf =
  ({ labels }: OpenItem) =>
  (label: string): LabelState =>
    labels.get(label) === "open" ? "open" : "opening";

/** The tracked labels; the set that is known already when it is the same. */
export const trackedLabelsOf = ({ labels }: OpenItem, known: ReadonlySet<string>): ReadonlySet<string> =>
  labels.size === known.size && Array.from(labels.keys()).every((label) => known.has(label))
    ? known
    : new Set(labels.keys());
