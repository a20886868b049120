import type { GroupItem, OpenItem } from "../../store/items.ts";
import type { Store, UnreadableItem, Versioned } from "../../store/store.ts";
import type { RunMoment } from "../garbage/idle.ts";
import { judgePage } from "../health/scrape-health.ts";
import { hasReplaced } from "../health/unreadable-groups.ts";
import { openStore } from "../opening/open-store.ts";
import { toUnreadable } from "../scan/read-seen.ts";
import { NO_PUSHGATEWAY, type SeenGroup } from "../scan/seen-group.ts";
import type { RunPorts } from "./run-ports.ts";
import type { RunFacts, Unreadable } from "./run-report.ts";
import type { RunSettings } from "./run-settings.ts";

/** A run while the store accepts no pushes: it opens the store, or makes one step towards that (clauses 16 and 17). */
export const runClosed = async (
  open: Versioned<OpenItem> | undefined,
  moment: RunMoment,
  ports: RunPorts,
  settings: RunSettings,
): Promise<RunFacts> => {
  const there = await readPushgateway(ports);
  const stored = await readStore(ports.store);
  const closed = {
    moment,
    open,
    seen: there.groups,
    brokenPaths: there.brokenPaths,
    groups: stored.groups,
    unreadablePaths: new Set(stored.unreadable.map(({ key }) => key)),
    isPushgatewayEmpty:
      moment.pushgatewayStart === NO_PUSHGATEWAY ||
      there.groups.length + there.brokenPaths.length + there.unreadable.length === 0,
  };
  const opening = await openStore(closed, ports, settings);
  return {
    outcome: "opening",
    isStoreOpen: opening.isOpen,
    opening,
    groups: stored.groups.size,
    unreadable: [...there.unreadable, ...stored.unreadable.map(({ key, reason }) => ({ key, reason }))],
  };
};

interface SeenPushgateway {
  readonly groups: readonly SeenGroup[];
  readonly brokenPaths: readonly string[];
  readonly unreadable: readonly Unreadable[];
}

const readPushgateway = async ({
  reader,
  readPage,
}: Pick<RunPorts, "reader" | "readPage">): Promise<SeenPushgateway> => {
  const groups: SeenGroup[] = [];
  const unreadable: Unreadable[] = [];
  for await (const group of reader.readGroups()) {
    if (group.kind === "group") {
      groups.push(group);
    } else {
      unreadable.push(toUnreadable(group));
    }
  }
  const brokenPaths = groups.some(isDoubtful) ? await readBrokenPaths(readPage) : [];
  const named = brokenPaths.length > 0 ? groups.filter((group) => !isDoubtful(group)) : groups;
  return { groups: named, brokenPaths, unreadable };
};

const isDoubtful = ({ key }: SeenGroup): boolean => hasReplaced(key);

const readBrokenPaths = async (readPage: RunPorts["readPage"]): Promise<readonly string[]> => {
  const health = judgePage(await readPage());
  return health.kind === "invalid" ? health.unreadable : [];
};

const readStore = async (
  store: Store,
): Promise<{
  readonly groups: ReadonlyMap<string, GroupItem>;
  readonly unreadable: readonly UnreadableItem[];
}> => {
  const groups = new Map<string, GroupItem>();
  const unreadable: UnreadableItem[] = [];
  for await (const page of store.groups.scan()) {
    for (const item of page) {
      if (item.state === "unreadable") {
        unreadable.push(item);
      } else {
        groups.set(item.path, item);
      }
    }
  }
  return { groups, unreadable };
};
