import { GroupingKey } from "../../model/grouping-key.ts";
import { decodeContent } from "../../store/groups/content.ts";
import type { LiveGroup } from "../../store/items.ts";
import type { GroupStore } from "../../store/store.ts";
import { NO_PUSHGATEWAY, type PushgatewayReader, type SeenGroup } from "./seen-group.ts";

/**
 * What a run reads if there is no Pushgateway: the groups of the store in their stored versions, so there are never
 * differences. The names and labels that the groups use are noted when the store is scanned.
 */
export const createStoreReader = (groups: Pick<GroupStore, "scan">): PushgatewayReader => ({
  readStart: async () => NO_PUSHGATEWAY,
  async *readGroups() {
    for await (const page of groups.scan()) {
      for (const item of page) {
        const key = item.state === "live" ? GroupingKey.ofPath(item.path) : undefined;
        if (item.state === "live" && key !== undefined) {
          yield toSeenGroup(item, key);
        }
      }
    }
  },
});

const toSeenGroup = ({ path, atMs, series, content }: LiveGroup, key: GroupingKey): SeenGroup => ({
  kind: "group",
  key,
  exactPath: path,
  markerMs: atMs,
  pushedAtMs: atMs,
  families: [],
  series,
  readFamilies: async () => decodeContent(content),
});
