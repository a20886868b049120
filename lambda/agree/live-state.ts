import { exposedNames, type MetricType } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import { getOrAdd } from "./get-or-add.ts";
import type { StoredFamily, StoredGroup } from "./stored-group.ts";
import { hashText } from "./text-hash.ts";

/** What the Pushgateway holds, as far as the registry cares: made up group by group. */
export interface LiveState {
  /** By exposed name: more than one use is an inconsistency. */
  readonly names: Map<string, LiveName[]>;
  /** By job, then by family, then by label. */
  readonly sides: Map<string, Map<string, Map<string, LiveSides>>>;
  /** By canonical path. */
  readonly groups: Map<string, LiveGroup>;
  /** Exact paths of groups whose keys have labels with empty values: the proxy makes none. */
  readonly strays: string[];
  /** Most groups have the same families, of the same sizes, as others: one map for all of them. */
  readonly familySizes: Map<string, ReadonlyMap<string, number>>;
}

/** One way in which a name is exposed. */
export interface LiveName {
  readonly owner: string;
  readonly type: MetricType;
  readonly job: string;
  /** The canonical paths of groups that expose it so: the first few. */
  readonly paths: string[];
}

/** Hashes of values, each with the canonical path of a group that has it. */
export interface LiveSides {
  readonly key: Map<string, string>;
  readonly body: Map<string, string>;
}

export interface LiveGroup {
  readonly key: GroupingKey;
  /** As the Pushgateway knows it. */
  readonly exactPath: string;
  readonly series: number;
  readonly families: ReadonlyMap<string, number>;
  readonly pushedAtMs: number;
}

/** As many groups are remembered as examples of a name's use. */
const MAX_PATHS = 5;

export const createLiveState = (): LiveState => ({
  names: new Map(),
  sides: new Map(),
  groups: new Map(),
  strays: [],
  familySizes: new Map(),
});

export const addGroup = (
  live: LiveState,
  { key, exactPath, families, pushedAtMs }: StoredGroup,
  trackedLabels: ReadonlySet<string>,
): void => {
  const tracked: TrackedKey = {
    key,
    inKey: key.labels
      .filter(({ name }) => trackedLabels.has(name))
      .map(({ name, value }) => ({ label: name, hash: hashText(value) })),
    inBody: [...trackedLabels].filter((label) => key.get(label) === undefined),
  };
  for (const family of families) {
    addNames(live, family, key);
    addSides(live, family, tracked);
  }
  if (exactPath !== key.path) {
    live.strays.push(exactPath);
  }
  live.groups.set(key.path, {
    key,
    exactPath,
    series: families.reduce((sum, { series }) => sum + series, 0),
    families: getOrAdd(
      live.familySizes,
      families.map(({ name, series }) => `${name} ${series}`).join(),
      () => new Map(families.map(({ name, series }) => [name, series])),
    ),
    pushedAtMs,
  });
};

interface TrackedKey {
  readonly key: GroupingKey;
  readonly inKey: readonly { readonly label: string; readonly hash: string }[];
  /** Those that can only be in the bodies of the group. */
  readonly inBody: readonly string[];
}

const addNames = (
  { names }: LiveState,
  { name: owner, type }: StoredFamily,
  { job, path }: GroupingKey,
): void => {
  for (const name of exposedNames(owner, type)) {
    const uses = names.get(name) ?? [];
    const use = uses.find((known) => known.owner === owner && known.type === type);
    if (use === undefined) {
      names.set(name, [...uses, { owner, type, job, paths: [path] }]);
    } else if (use.paths.length < MAX_PATHS) {
      use.paths.push(path);
    }
  }
};

const addSides = (
  live: LiveState,
  { name, labels }: StoredFamily,
  { key, inKey, inBody }: TrackedKey,
): void => {
  for (const { label, hash } of inKey) {
    sidesOf(live, key.job, name, label).key.set(hash, key.path);
  }
  for (const label of inBody) {
    for (const value of new Set(labels.map((set) => labelValue(set, label)))) {
      if (value !== "") {
        sidesOf(live, key.job, name, label).body.set(hashText(value), key.path);
      }
    }
  }
};

// A label may be called "constructor".
const labelValue = (labels: Readonly<Record<string, string>>, label: string): string =>
  Object.hasOwn(labels, label) ? labels[label]! : "";

const sidesOf = ({ sides }: LiveState, job: string, family: string, label: string): LiveSides => {
  const ofJob = getOrAdd(sides, job, () => new Map<string, Map<string, LiveSides>>());
  const ofFamily = getOrAdd(ofJob, family, () => new Map<string, LiveSides>());
  return getOrAdd(ofFamily, label, () => ({ key: new Map(), body: new Map() }));
};
