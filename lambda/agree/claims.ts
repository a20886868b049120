import { countSeries, exposedNames, type MetricFamily } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { PermittedPush } from "../model/stages.ts";
import { getOrAdd } from "./get-or-add.ts";
import type { NameClaim, PushClaims, SideClaim } from "./registry.ts";

/** What a push asks of the registry. `trackedLabels` are the labels that can be in a grouping key at all. */
export const toClaims = (push: PermittedPush, trackedLabels: ReadonlySet<string>): PushClaims => {
  const { client, request, exposition } = push;
  const { families } = exposition;
  return {
    client: client.id,
    job: request.key.job,
    group: request.key.path,
    families: families.map((family) => ({ name: family.name, series: countSeries(family) })),
    replacesGroup: request.method === "PUT",
    quota: { groups: client.limits.groups, totalSeries: client.limits.totalSeries },
    names: families.flatMap(toNameClaims),
    sides: families.flatMap((family) => toSideClaims(family, request.key, trackedLabels)),
  };
};

const toNameClaims = ({ name: family, type }: MetricFamily): readonly NameClaim[] =>
  exposedNames(family, type).map((name) => ({ name, family, type }));

const toSideClaims = (
  family: MetricFamily,
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly SideClaim[] => {
  const claims: SideClaim[] = [];
  for (const { name: label, value } of key.labels) {
    if (trackedLabels.has(label)) {
      claims.push({ family: family.name, label, side: "key", values: [value] });
    }
  }
  for (const [label, values] of bodyValues(family, key, trackedLabels)) {
    claims.push({ family: family.name, label, side: "body", values: [...values] });
  }
  return claims;
};

/** A label that the push's own key overwrites takes no part. */
const bodyValues = (
  family: MetricFamily,
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): ReadonlyMap<string, Set<string>> => {
  let found: Map<string, Set<string>> | undefined;
  let names: readonly string[] | undefined;
  let watched: readonly number[] = [];
  for (const { labels } of family.metrics) {
    // Series of one shape share one array of names, so that most rows cost one comparison.
    if (labels.names !== names) {
      names = labels.names;
      watched = watchedIndices(names, key, trackedLabels);
    }
    for (const index of watched) {
      found ??= new Map();
      getOrAdd(found, labels.names[index]!, () => new Set()).add(labels.values[index]!);
    }
  }
  return found ?? NOTHING;
};

const NOTHING: ReadonlyMap<string, Set<string>> = new Map();

const watchedIndices = (
  names: readonly string[],
  key: GroupingKey,
  trackedLabels: ReadonlySet<string>,
): readonly number[] =>
  names.flatMap((name, index) => (trackedLabels.has(name) && key.get(name) === undefined ? [index] : []));
