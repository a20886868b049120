import { GroupingKey } from "../../model/grouping-key.ts";
import { type NameNeed, toNeeds, toNeedsOfShown } from "../../store/contracts/needs.ts";
import { decodeContent } from "../../store/groups/content.ts";
import type { ListPorts } from "./operator-ports.ts";

/** Paths of groups of the store and of the Pushgateway that need the name. */
export const findUsers = async (name: string, { store, reader }: ListPorts): Promise<readonly string[]> => {
  const isNeeded = (need: NameNeed): boolean => need.name === name || need.family === name;
  const paths = new Set<string>();
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      const key = item.state === "live" ? GroupingKey.ofPath(item.path) : undefined;
      if (item.state !== "live" || key === undefined) {
        continue;
      }
      if (toNeeds(decodeContent(item.content), key, NONE).names.some(isNeeded)) {
        paths.add(item.path);
      }
    }
  }
  for await (const group of reader.readGroups()) {
    if (group.kind !== "group") {
      continue;
    }
    if (toNeedsOfShown(group.families, group.key, NONE).names.some(isNeeded)) {
      paths.add(group.exactPath);
    }
  }
  return [...paths].sort();
};

const NONE: ReadonlySet<string> = new Set();
