import { exposedNames, type MetricFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { baseName, hashText, nameKey, placementKey } from "../../../lambda/store/contracts/contract-key.ts";
import { decodeContent } from "../../../lambda/store/groups/content.ts";
import type { GroupItem } from "../../../lambda/store/items.ts";

/** The facts about a group's content that the properties need, decoded once. */
export interface Facts {
  readonly families: ReadonlyMap<string, MetricFamily>;
  /** By family: a number that only one push has. */
  readonly values: ReadonlyMap<string, number>;
  readonly names: readonly NameFact[];
  readonly placements: readonly PlacementFact[];
  /** Family and labels of each series, including those of the key. */
  readonly series: readonly string[];
}

export interface NameFact {
  readonly name: string;
  readonly meaning: string;
  readonly item: string;
}

export interface PlacementFact {
  readonly item: string;
  readonly family: string;
  readonly side: "key" | "body";
  readonly hash: string;
}

export const LABEL = "instance";

const known = new WeakMap<Uint8Array, Facts>();

export const factsOf = (path: string, content: Uint8Array): Facts => {
  const found = known.get(content) ?? look(path, content);
  known.set(content, found);
  return found;
};

const look = (path: string, content: Uint8Array): Facts => {
  const key = GroupingKey.ofPath(path)!;
  const families = decodeContent(content);
  const inKey = key.get(LABEL);
  const instanceOf = (metric: MetricFamily["metrics"][number]): string | undefined =>
    inKey ?? metric.labels.values[metric.labels.names.indexOf(LABEL)];
  return {
    families: new Map(families.map((family) => [family.name, family])),
    values: new Map(families.map((family) => [family.name, numberOf(family)])),
    names: families.flatMap(({ name: family, type }) =>
      exposedNames(family, type).map((name) => ({
        name,
        meaning: toMeaning(type, family),
        item: nameKey(baseName(name)),
      })),
    ),
    placements: families.flatMap((family) =>
      [...new Set(family.metrics.map(instanceOf))].flatMap((value) =>
        value === undefined
          ? []
          : [
              {
                item: placementKey(key.job),
                family: family.name,
                side: inKey === undefined ? ("body" as const) : ("key" as const),
                hash: hashText(value),
              },
            ],
      ),
    ),
    series: families.flatMap(({ name, metrics }) =>
      metrics.map((metric) => `${name} of ${key.job} with ${instanceOf(metric) ?? "no instance"}`),
    ),
  };
};

export const toMeaning = (type: string, family: string): string => `${type} ${family}`;

/** The value that only one push has. */
export const numberOf = (family: MetricFamily): number => {
  const [first] = family.metrics;
  if (first === undefined) {
    return 0;
  }
  return "value" in first ? first.value : (first.sum ?? 0);
};

/** For traces. */
export const describeContent = (path: string, content: Uint8Array): string =>
  [...factsOf(path, content).families.values()]
    .map(({ name, type, metrics }) => {
      const instances = metrics.map(({ labels }) => labels.values.join() || "-");
      return `${name}:${type}{${instances.join()}}=${factsOf(path, content).values.get(name)}`;
    })
    .join(" ");

export const describeItem = (item: GroupItem | undefined): string => {
  if (item === undefined) {
    return "nothing";
  }
  const version = `${item.id} at ${item.atMs}`;
  return item.state === "live"
    ? `${describeContent(item.path, item.content)}, ${version}`
    : `deleted, ${version} ${JSON.stringify(item.idle ?? "")}`;
};

/** For JSON. */
export const showMap = (_: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value) : value;
