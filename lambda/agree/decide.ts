import type { MetricType } from "../model/exposition.ts";
import { decideGroup, type GroupDecision, type Held } from "./decide-group.ts";
import { decideName } from "./decide-name.ts";
import { decideSides, type SideGrant } from "./decide-sides.ts";
import type { Change, Stored } from "./item-store.ts";
import { type Claimant, counterKey, groupKey, type Item, type ItemKey, nameKey, sidesKey } from "./items.ts";
import type { ProtocolTimes } from "./protocol-times.ts";
import type { Conflict, NameClaim, PushClaims, SideClaim } from "./registry.ts";

/** Those claims of a push that this process was not granted before, or not recently. */
export interface OpenClaims {
  readonly push: PushClaims;
  readonly names: readonly NameClaim[];
  /** By family. */
  readonly sides: ReadonlyMap<string, readonly SideClaim[]>;
  readonly isGroupOpen: boolean;
}

export interface NameGrant {
  readonly claim: NameClaim;
  readonly type: MetricType;
  readonly stampMs: number;
}

export interface Decision {
  readonly conflicts: readonly Conflict[];
  readonly names: readonly NameGrant[];
  readonly sides: readonly SideGrant[];
  /** Undefined: the group was not open. */
  readonly group: GroupDecision | undefined;
  /** What the claims of names and sides need written. */
  readonly changes: readonly Change[];
}

export interface DecideSettings {
  readonly times: ProtocolTimes;
  /** Series over all clients. */
  readonly maxSeries: number;
}

/** The keys of the items that {@link decide} must be given. */
export const keysToRead = ({ push, names, sides, isGroupOpen }: OpenClaims): readonly ItemKey[] => [
  ...names.map(({ name }) => nameKey(name)),
  ...[...sides.keys()].map((family) => sidesKey(push.job, family)),
  ...(isGroupOpen
    ? [groupKey(push.group), counterKey({ client: push.client }), counterKey("everybody")]
    : []),
];

/** What becomes of a push's open claims in the state that was read at `nowMs` or later. Decides all, so that all conflicts are told. */
export const decide = (
  open: OpenClaims,
  items: ReadonlyMap<ItemKey, Stored>,
  nowMs: number,
  { times, maxSeries }: DecideSettings,
): Decision => {
  const { push } = open;
  const by: Claimant = { client: push.client, job: push.job, atMs: nowMs };
  const conflicts: Conflict[] = [];
  const changes: Change[] = [];
  const names: NameGrant[] = [];
  const sides: SideGrant[] = [];
  for (const claim of open.names) {
    const decision = decideName(claim, find(items, nameKey(claim.name), "name"), by, times);
    if (decision.kind === "refused") {
      conflicts.push(decision.conflict);
    } else {
      names.push({ claim, type: decision.type, stampMs: decision.stampMs });
      changes.push(...(decision.change === undefined ? [] : [decision.change]));
    }
  }
  for (const [family, claims] of open.sides) {
    const decision = decideSides(claims, find(items, sidesKey(push.job, family), "sides"), by, times);
    conflicts.push(...decision.conflicts);
    sides.push(...decision.grants);
    changes.push(...(decision.change === undefined ? [] : [decision.change]));
  }
  const group = open.isGroupOpen
    ? decideGroup(push, readHoldings(push, items), maxSeries, nowMs, times)
    : undefined;
  return { conflicts, names, sides, group, changes };
};

const readHoldings = (push: PushClaims, items: ReadonlyMap<ItemKey, Stored>) => ({
  group: find(items, groupKey(push.group), "group"),
  client: find(items, counterKey({ client: push.client }), "counter")?.item ?? NOTHING,
  everybody: find(items, counterKey("everybody"), "counter")?.item ?? NOTHING,
});

const NOTHING: Held = { groups: 0, series: 0 };

/** The item of a key, whose kind its key tells. */
export const find = <Kind extends Item["kind"]>(
  items: ReadonlyMap<ItemKey, Stored>,
  key: ItemKey,
  kind: Kind,
): Stored<Extract<Item, { kind: Kind }>> | undefined => {
  const stored = items.get(key);
  return stored?.item.kind === kind ? (stored as Stored<Extract<Item, { kind: Kind }>>) : undefined;
};
