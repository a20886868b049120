import { readContent } from "../../store/groups/content.ts";
import { readMarkers } from "../scan/read-seen.ts";
import type { ListPorts, OperatorRefusal } from "./command.ts";
import { type ListedGroup, relayedOf, toForeign, toListed } from "./list-groups.ts";
import { findAtPushgateway, toAbsent, toCanonical, toDamaged, toDeleted, toInvalid } from "./named-group.ts";
import { type ShownContent, showFamilies } from "./shown-families.ts";

export interface ShownGroup extends ListedGroup, ShownContent {}

/** One group, by its path in any form that a push may have. */
export const showGroup = async (path: string, ports: ListPorts): Promise<ShownGroup | OperatorRefusal> => {
  const canonical = toCanonical(path);
  if (canonical === undefined) {
    return toInvalid(path);
  }
  const item = await ports.store.groups.read(canonical);
  if (item?.state === "live") {
    const families = readContent(item.content);
    return families === undefined
      ? toDamaged(path)
      : { ...toListed(item, relayedOf(item, await readMarkers(ports))), ...showFamilies(families) };
  }
  const seen = await findAtPushgateway(path, canonical, ports.reader);
  if (seen === undefined || seen === "unread") {
    return item === undefined ? toAbsent(path) : toDeleted(path);
  }
  return {
    ...toForeign(seen),
    // Only names and labels are read from the Pushgateway.
    families: seen.families.map(({ name, type }) => ({ name, type, help: "", series: [] })),
    omittedSeries: seen.series,
  };
};
