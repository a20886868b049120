import { during } from "../../model/outage.ts";
import { parseGroupingKey } from "../../request/parse-grouping-key.ts";
import { PushgatewayOutage, type PushgatewayReader, type SeenGroup } from "../scan/seen-group.ts";
import { failOperation, type OperatorRefusal } from "./command.ts";

const ROOT = "/metrics/job";

/**
 * Undefined: the path names no group. A path that a push cannot have may still be the exact path of a foreign group.
 */
export const toCanonical = (path: string): string | undefined => {
  if (!path.startsWith(ROOT)) {
    return undefined;
  }
  const key = parseGroupingKey(path);
  return key.ok ? key.value.path : path;
};

export const toInvalid = (path: string): OperatorRefusal =>
  failOperation("invalid", `the path begins with ${ROOT}/<job> or ${ROOT}@base64/<job>, got ${path}`);

export const toAbsent = (path: string): OperatorRefusal =>
  failOperation("absent", `there is no group ${path}; npm run groups -- list shows all groups`);

export const toDeleted = (path: string): OperatorRefusal =>
  failOperation("absent", `the group ${path} was deleted or has expired`);

export const toDamaged = (path: string): OperatorRefusal =>
  failOperation(
    "unavailable",
    `the stored group is damaged; PUT it again, or delete it with npm run groups -- delete ${path}`,
  );

/** The group at the Pushgateway, by its path in both forms. `unread`: the Pushgateway does not answer. */
export const findAtPushgateway = (
  path: string,
  canonical: string,
  reader: PushgatewayReader,
): Promise<SeenGroup | undefined | "unread"> =>
  findSeen(path, canonical, reader).catch(during(PushgatewayOutage, "unread" as const));

const findSeen = async (
  path: string,
  canonical: string,
  reader: PushgatewayReader,
): Promise<SeenGroup | undefined> => {
  await reader.readStart();
  let found: SeenGroup | undefined;
  for await (const group of reader.readGroups()) {
    if (group.kind !== "group") {
      continue;
    }
    if (group.exactPath === path || (found === undefined && group.exactPath === canonical)) {
      found = group;
    }
  }
  return found;
};
