import type { PushgatewayReader } from "../agree/stored-group.ts";
import { parseGroupingKey } from "../request/parse-grouping-key.ts";
import type { DeleteGroup } from "./delete-expired.ts";
import { failOperation, type OperatorFailure } from "./operator-failure.ts";
import type { ReadPage } from "./scrape-health.ts";
import { findUnreadableGroups } from "./unreadable-groups.ts";

export interface DeletedGroup {
  readonly deleted: {
    /** The exact path. */
    readonly path: string;
    /** Just before; undefined where the Pushgateway cannot list the group, since its key is not UTF-8. */
    readonly series: number | undefined;
  };
}

export interface DeleteNamedGroupPorts {
  readonly reader: PushgatewayReader;
  readonly readPage: ReadPage;
  readonly deleteGroup: DeleteGroup;
}

const ROOT = "/metrics/job";

/**
 * Deletes the group of a path as an operator gives it: the exact one that the list shows, or any other form that a push
 * may have. The Pushgateway answers every DELETE alike, so whether the group is there is read before.
 */
export const deleteNamedGroup = async (
  path: string,
  ports: DeleteNamedGroupPorts,
): Promise<DeletedGroup | OperatorFailure> => {
  if (!path.startsWith(ROOT)) {
    return failOperation(
      "invalid",
      `the path begins with ${ROOT}/<job> or ${ROOT}@base64/<job>, got ${path}`,
    );
  }
  const found = (await findListed(path, ports.reader)) ?? (await findUnlisted(path, ports.readPage));
  if (found === undefined) {
    return failOperation("absent", `there is no group ${path}; npm run groups -- list shows those there are`);
  }
  return (await ports.deleteGroup(found.path))
    ? { deleted: found }
    : failOperation("unavailable", "the Pushgateway did not delete the group; try again");
};

const findListed = async (
  path: string,
  reader: PushgatewayReader,
): Promise<DeletedGroup["deleted"] | undefined> => {
  const key = parseGroupingKey(path);
  const canonicalPath = key.ok ? key.value.path : path;
  let found: DeletedGroup["deleted"] | undefined;
  for await (const { exactPath, families } of reader.readGroups()) {
    if (exactPath === path || (found === undefined && exactPath === canonicalPath)) {
      found = { path: exactPath, series: families.reduce((sum, { series }) => sum + series, 0) };
    }
  }
  return found;
};

const findUnlisted = async (
  path: string,
  readPage: ReadPage,
): Promise<DeletedGroup["deleted"] | undefined> =>
  findUnreadableGroups((await readPage()).errorText).includes(path) ? { path, series: undefined } : undefined;
