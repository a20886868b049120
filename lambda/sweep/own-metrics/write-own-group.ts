import { isWithin } from "../../model/clock.ts";
import type { MetricFamily } from "../../model/exposition.ts";
import { GroupingKey, OWN_JOB } from "../../model/grouping-key.ts";
import { during } from "../../model/outage.ts";
import { toNeeds } from "../../store/contracts/needs.ts";
import { toDraft, toLiveGroup } from "../../store/groups/draft.ts";
import { toGone } from "../../store/groups/gone.ts";
import type { GroupItem, LiveGroup, Owner } from "../../store/items.ts";
import { isStoreOpen } from "../../store/opening/open-item.ts";
import { type GroupWriteOutcome, StoreOutage } from "../../store/store.ts";
import { claimEntries } from "../opening/claim-entries.ts";
import { type RelayCurrentPorts, type RelayTimes, relayOrUnanswered } from "../repair/relay-current.ts";
import type { RunPorts } from "../run/run-ports.ts";

export type OwnGroupPorts = RelayCurrentPorts & Pick<RunPorts, "createId" | "backOff">;

/** `skipped`: the store did not answer, or each try met a write of another run. The next run writes it. */
export type OwnGroupOutcome = "relayed" | "stored" | "conflict" | "too-large" | "skipped";

export const OWN_KEY = GroupingKey.of(OWN_JOB, []);

/** No client can have this id, so the group counts for no client. */
export const OWN_OWNER: Owner = `(${OWN_JOB})`;

/** No other group has this job, so its labels cannot collide with a key. */
const NO_LABELS: ReadonlySet<string> = new Set();

/**
 * Stores the proxy's own group like a push (clauses 1 to 7), but without limits: blindly if only values change, else
 * after its entries.
 */
export const writeOwnGroup = async (
  families: readonly MetricFamily[],
  ports: OwnGroupPorts,
  times: RelayTimes,
): Promise<OwnGroupOutcome> => {
  const stored = await store(families, ports, times).catch(during(StoreOutage, "skipped" as const));
  if (typeof stored === "string") {
    return stored;
  }
  const kind = await relayOrUnanswered(stored, ports, times);
  return kind === "delivered" ? "relayed" : "stored";
};

interface Stored {
  readonly item: LiveGroup;
  readonly restsOnMs: number;
}

const store = async (
  families: readonly MetricFamily[],
  ports: OwnGroupPorts,
  times: RelayTimes,
): Promise<Stored | OwnGroupOutcome> => {
  const { groups } = ports.store;
  const sinceMs = ports.now();
  const draft = toDraft(families, OWN_KEY, { table: groups.table, trackedLabels: NO_LABELS });
  const group = { path: OWN_KEY.path, atMs: sinceMs, id: ports.createId(), owner: OWN_OWNER };
  const item = toLiveGroup(draft, group);
  const blind = await groups.overwrite(item);
  if (blind.kind !== "refused") {
    return blind.kind === "done" ? { item, restsOnMs: sinceMs } : toOutcome(blind);
  }
  let outcome = await storeTheLongWay({ item, families, current: blind.current, sinceMs }, ports, times);
  for (let tries = 1; outcome === "again" && tries < MAX_TRIES; tries++) {
    await ports.backOff(tries);
    const againSinceMs = ports.now();
    const current = await groups.read(OWN_KEY.path);
    outcome = await storeTheLongWay({ item, families, current, sinceMs: againSinceMs }, ports, times);
  }
  return outcome === "again" ? "skipped" : outcome;
};

/**
 * Two runs can overlap, for instance the first one after a start and one that an operator asks for. Both then create the
 * same entries and the same group, so each meets writes of the other. A try can also take too long to rest on its read.
 */
const MAX_TRIES = 10;

interface Attempt {
  readonly item: LiveGroup;
  readonly families: readonly MetricFamily[];
  /** As read, after `sinceMs`. */
  readonly current: GroupItem | undefined;
  readonly sinceMs: number;
}

/** Clauses 2 to 4. */
const storeTheLongWay = async (
  { item, families, current, sinceMs }: Attempt,
  { store, now }: OwnGroupPorts,
  { actMs }: RelayTimes,
): Promise<Stored | OwnGroupOutcome | "again"> => {
  const needs = toNeeds(families, OWN_KEY, NO_LABELS);
  const claimed = await claimEntries(needs, OWN_JOB, () => "open", store.contracts);
  if (claimed !== "held") {
    return claimed;
  }
  const isOpen = await isStoreOpen(store);
  const restsOnMs = now();
  if (!isOpen) {
    return "skipped";
  }
  if (!isWithin(sinceMs, restsOnMs, actMs)) {
    return "again";
  }
  const next: LiveGroup = {
    ...item,
    atMs: Math.max(restsOnMs, (current?.atMs ?? 0) + 1),
    ...(store.groups.gone === "kept" && { gone: toGone(current, families, restsOnMs) }),
  };
  const written = await store.groups.write(next, current);
  // A request that was sent again, because its answer was lost, is refused by its own first write.
  if (written.kind === "done" || (written.kind === "refused" && written.current?.id === item.id)) {
    return { item: next, restsOnMs };
  }
  return written.kind === "refused" ? "again" : toOutcome(written);
};

const toOutcome = ({ kind }: Exclude<GroupWriteOutcome, { kind: "done" }>): OwnGroupOutcome =>
  kind === "too-large" ? "too-large" : "skipped";
