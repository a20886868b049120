import { MAX_LISTED_VALUES } from "../../../lambda/agree/items.ts";
import type { PushClaims } from "../../../lambda/agree/registry.ts";
import type { StoredGroup } from "../../../lambda/agree/stored-group.ts";
import type { MetricType } from "../../../lambda/model/exposition.ts";
import { aFamily, aStoredGroup, claimsOf } from "../registry/push-claims.ts";

export interface SimulatedPush {
  readonly claims: PushClaims;
  /** What the Pushgateway holds once it is applied. */
  readonly stored: StoredGroup;
}

/** Names that own or are one another's suffixes. */
export const NAMES = ["a", "a_count"] as const;

const TYPES: readonly MetricType[] = ["counter", "gauge", "untyped", "histogram"];
const JOBS = ["j", "k"] as const;
const KEYS: readonly Readonly<Record<string, string>>[] = [{}, { instance: "p" }];

const toPush = (
  name: string,
  type: MetricType,
  job: string,
  key: Readonly<Record<string, string>>,
  body: Readonly<Record<string, string>>,
): SimulatedPush => {
  const family = aFamily(name, type, body);
  return { claims: claimsOf([family], { job, key }), stored: aStoredGroup([family], { job, key }) };
};

/** Every push of a vocabulary in which nearly all disagree with one another. */
export const PUSHES: readonly SimulatedPush[] = NAMES.flatMap((name) =>
  TYPES.flatMap((type) =>
    JOBS.flatMap((job) => KEYS.flatMap((key) => KEYS.map((body) => toPush(name, type, job, key, body)))),
  ),
);

const MEMBERS = Array.from({ length: MAX_LISTED_VALUES + 4 }, (_, member) => ({ instance: `p${member}` }));

/** One family of one job in enough groups that their values outgrow the list, and bodies that have some of them. */
export const FLEET_PUSHES: readonly SimulatedPush[] = [
  ...MEMBERS.map((key) => toPush("a", "counter", "j", key, {})),
  ...MEMBERS.slice(0, 3).map((body) => toPush("a", "counter", "j", {}, body)),
];

/** The group with families in the type in force. */
export const withTypes = (group: StoredGroup, adopted: ReadonlyMap<string, MetricType>): StoredGroup => ({
  ...group,
  families: group.families.map((family) => ({ ...family, type: adopted.get(family.name) ?? family.type })),
});
