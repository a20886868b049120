import { countSeries, exposedNames, type LabelSet, type MetricFamily } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { PermittedPush } from "../model/stages.ts";
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
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  const keyLabels = key.labels;
  const isWatched = (name: string): boolean =>
    trackedLabels.has(name) && !keyLabels.some((label) => label.name === name);
  let names: readonly string[] | undefined;
  let watched: readonly number[] = [];
  for (const { labels } of family.metrics as readonly { readonly labels: LabelSet }[]) {
    // Series of one shape share one array of names, so that most rows cost one comparison.
    if (labels.names !== names) {
      names = labels.names;
      watched = names.flatMap((name, index) => (isWatched(name) ? [index] : []));
    }
    for (const index of watched) {
      collect(found, labels.names[index]!, labels.values[index]!);
    }
  }
  return found;
};

const collect = (found: Map<string, Set<string>>, label: string, value: string): void => {
  const values = found.get(label);
  if (values === undefined) {
    found.set(label, new Set([value]));
  } else {
    values.add(value);
  }
};
