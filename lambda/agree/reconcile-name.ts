import { RESERVED_NAMES } from "../store/reserved-names.ts";
import type { Finding } from "./finding.ts";
import type { Change, Stored } from "./item-store.ts";
import { type Closing, keyOf, type NameItem } from "./items.ts";
import type { LiveName } from "./live-state.ts";
import type { Reconciled, Reconciliation } from "./reconciliation.ts";

/** What becomes of a name, given how the Pushgateway exposes it. */
export const reconcileName = (
  name: string,
  stored: Stored<NameItem> | undefined,
  uses: readonly LiveName[],
  how: Reconciliation,
): Reconciled => {
  const reserved = RESERVED_NAMES.get(name);
  const claimed =
    reserved === undefined ? (stored?.item ?? uses[0]) : { owner: reserved.family, type: reserved.type };
  if (claimed === undefined) {
    return { changes: [], findings: [] };
  }
  const isAsClaimed = (use: LiveName): boolean => use.owner === claimed.owner && use.type === claimed.type;
  const isBreaking = reserved !== undefined || uses.length > 1;
  const findings = uses
    .filter((use) => !isAsClaimed(use))
    .map((use): Finding => ({ ...toFinding(name, claimed, use), isBreaking }));
  if (reserved !== undefined) {
    return { changes: [], findings };
  }
  const change =
    stored === undefined
      ? adoptLive(name, uses[0]!, how)
      : uses.length > 0
        ? keepLive(stored, how)
        : releaseDead(stored, how);
  return { changes: change === undefined ? [] : [change], findings };
};

const toFinding = (name: string, { owner, type }: Pick<NameItem, "owner" | "type">, use: LiveName) => ({
  kind: "type" as const,
  name,
  claimed: { owner, type },
  found: { owner: use.owner, type: use.type },
  paths: use.paths,
});

const adoptLive = (name: string, { owner, type, job }: LiveName, { readMs }: Reconciliation): Change => ({
  kind: "put",
  item: {
    kind: "name",
    name,
    owner,
    type,
    stampMs: readMs,
    first: { client: "", job, atMs: readMs },
    closing: undefined,
  },
  expected: undefined,
});

const keepLive = (
  { item, version }: Stored<NameItem>,
  { readMs, times }: Reconciliation,
): Change | undefined => {
  const closing = item.closing === undefined ? undefined : { ...item.closing, goneSinceMs: undefined };
  const isOld = item.stampMs < readMs - times.releaseMs / 2;
  return isOld || item.closing?.goneSinceMs !== undefined
    ? { kind: "put", item: { ...item, stampMs: isOld ? readMs : item.stampMs, closing }, expected: version }
    : undefined;
};

const releaseDead = (stored: Stored<NameItem>, how: Reconciliation): Change | undefined => {
  const { item, version } = stored;
  if (!how.mayRelease) {
    return undefined;
  }
  const isDue =
    item.stampMs < how.readMs - how.times.releaseMs ||
    (item.closing !== undefined && isClosed(item.closing, how));
  if (isDue) {
    return { kind: "delete", key: keyOf(item), expected: version };
  }
  return item.closing === undefined || item.closing.goneSinceMs !== undefined
    ? undefined
    : {
        kind: "put",
        item: { ...item, closing: { ...item.closing, goneSinceMs: how.readMs } },
        expected: version,
      };
};

/**
 * No claim from before the release can still be used or applied, and the Pushgateway could not come back with the name
 * from an old persistence file.
 */
const isClosed = ({ sinceMs, goneSinceMs }: Closing, { readMs, times }: Reconciliation): boolean =>
  readMs > sinceMs + times.claimMs + times.lateMs + times.skewMs &&
  goneSinceMs !== undefined &&
  readMs > goneSinceMs + times.persistedMs;
