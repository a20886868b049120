import { toNeedsOfShown } from "../../store/contracts/needs.ts";
import type { Unreadable } from "../run/run-report.ts";
import type { ContractUsage } from "./contract-usage.ts";
import type { PushgatewayReader, SeenGroup, UnreadableGroup } from "./seen-group.ts";

/** The groups of the Pushgateway by exact path, and the unreadable ones. */
export interface Seen {
  readonly groups: ReadonlyMap<string, Pick<SeenGroup, "markerMs">>;
  readonly familyNames: ReadonlySet<string>;
  readonly unreadable: readonly Unreadable[];
}

/** Reads all groups of the Pushgateway, one at a time, and adds their needs to `usage`. */
export const readSeen = async (
  reader: PushgatewayReader,
  trackedLabels: ReadonlySet<string>,
  usage: ContractUsage,
): Promise<Seen> => {
  const groups = new Map<string, Pick<SeenGroup, "markerMs">>();
  const familyNames = new Set<string>();
  const unreadable: Unreadable[] = [];
  for await (const group of reader.readGroups()) {
    if (group.kind === "unreadable") {
      unreadable.push(toUnreadable(group));
      continue;
    }
    const { key, exactPath, markerMs, families } = group;
    groups.set(exactPath, { markerMs });
    usage.add(toNeedsOfShown(families, key, trackedLabels), key.job);
    for (const { name } of families) {
      familyNames.add(name);
    }
  }
  return { groups, familyNames, unreadable };
};

export const toUnreadable = ({ reason }: UnreadableGroup): Unreadable => ({
  key: "a group of the Pushgateway",
  reason,
});
