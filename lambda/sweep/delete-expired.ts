import type { PushgatewayReader } from "../agree/stored-group.ts";
import { type Expiry, isExpired } from "./find-expired.ts";

/** Deletes one group, by its exact path. False: it could not be, and stays for the next sweep. */
export type DeleteGroup = (exactPath: string) => Promise<boolean>;

/** The next sweep goes on where this one stops. */
export const MAX_DELETIONS = 1_000;

/**
 * Deletes groups that are stale. The Pushgateway is read once more, and each group is looked at again right before it
 * goes, since it may have been pushed meanwhile. Gives the exact paths of those that went.
 */
export const deleteExpired = async (
  expiredPaths: ReadonlySet<string>,
  expiry: Expiry,
  ports: {
    readonly reader: PushgatewayReader;
    readonly deleteGroup: DeleteGroup;
    readonly clock: () => number;
  },
): Promise<readonly string[]> => {
  const deleted: string[] = [];
  if (expiredPaths.size === 0) {
    return deleted;
  }
  for await (const group of ports.reader.readGroups()) {
    const isDue = expiredPaths.has(group.exactPath) && isExpired(group, expiry, ports.clock());
    if (isDue && (await ports.deleteGroup(group.exactPath))) {
      deleted.push(group.exactPath);
    }
    if (deleted.length === MAX_DELETIONS) {
      break;
    }
  }
  return deleted;
};
