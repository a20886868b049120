import type { GroupingKey } from "../../model/grouping-key.ts";
import { findItem, OPEN_KEY } from "../contracts/contract-key.ts";
import type { LabelState } from "../contracts/decide-placement.ts";
import type { Unavailable } from "../group-push.ts";
import type { OpenItem } from "../items.ts";
import type { Store, Versioned } from "../store.ts";

/** Throws the store's errors, as {@link isStoreOpen} does. */
export const readOpen = async ({
  contracts,
}: Pick<Store, "contracts">): Promise<Versioned<OpenItem> | undefined> =>
  findItem(await contracts.read([OPEN_KEY]), OPEN_KEY, "open");

/** Whether the store accepts pushes. */
export const isStoreOpen = async (store: Store): Promise<boolean> =>
  (await readOpen(store))?.item.table === store.groups.table;

/** Whether the store accepts pushes of the key, or why they must wait. */
export const requireOpen = (
  open: OpenItem | undefined,
  table: string,
  key: GroupingKey,
): OpenItem | Unavailable => {
  if (open?.table !== table) {
    return { kind: "unavailable", reason: "closed" };
  }
  return key.labels.every(({ name }) => open.labels.get(name) === "open")
    ? open
    : { kind: "unavailable", reason: "label-opening" };
};

export const labelStateOf =
  ({ labels }: OpenItem) =>
  (label: string): LabelState =>
    labels.get(label) === "open" ? "open" : "opening";

/** The tracked labels; the same set object if they have not changed. */
export const trackedLabelsOf = ({ labels }: OpenItem, known: ReadonlySet<string>): ReadonlySet<string> =>
  labels.size === known.size && Array.from(labels.keys()).every((label) => known.has(label))
    ? known
    : new Set(labels.keys());
