import type { GroupItem, OpenItem } from "../../store/items.ts";
import type { Versioned } from "../../store/store.ts";
import type { RunMoment } from "../garbage/idle.ts";
import type { SeenGroup } from "../scan/seen-group.ts";

/** The facts of a run that finds the store closed. */
export interface ClosedStore {
  readonly moment: RunMoment;
  /** All readable groups of the Pushgateway. */
  readonly seen: readonly SeenGroup[];
  /** Exact paths of its other groups: their keys are not UTF-8, so they break its page, and the proxy cannot name them. */
  readonly brokenPaths: readonly string[];
  /** By path, scanned after the Pushgateway was read. */
  readonly groups: ReadonlyMap<string, GroupItem>;
  /** Paths of damaged items of the store. */
  readonly unreadablePaths: ReadonlySet<string>;
  /** Whether the Pushgateway holds no group at all, and whether the store holds none. */
  readonly isPushgatewayEmpty: boolean;
  readonly isStoreEmpty: boolean;
  readonly open: Versioned<OpenItem> | undefined;
}
