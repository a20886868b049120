import type { LabelSet, MetricFamily, SourcePosition } from "../model/exposition.ts";
import { matchesGlob, printGlob } from "../model/glob.ts";
import type { BoundGrant } from "../model/grant.ts";
import { IssueList, quote } from "../model/issue.ts";
import { allowsLabel } from "./group-match.ts";
import { listGlobs } from "./group-refusal.ts";
import type { KeyLabelReason, KeyLabels } from "./key-labels.ts";
import type { MetricsRequest } from "./metrics-request.ts";

/**
 * Finds the metrics and labels of a push that no grant of its group allows. A series is granted if one grant allows
 * both its family's name and every label of its body. A label that the grant lists must match its pattern. A label that
 * the grant does not list must not be one that keys of the same job can have, or that remote write adds. Labels that the
 * grouping key overwrites are ignored.
 */
export const findUngranted = (request: MetricsRequest, keyLabels: KeyLabels): IssueList => {
  const search: Search = {
    request,
    keyLabels: keyLabels(request.key.job),
    found: new IssueList(),
  };
  for (const family of request.exposition.families) {
    checkFamily(search, family);
  }
  return search.found;
};

interface Search {
  readonly request: MetricsRequest;
  readonly keyLabels: ReadonlyMap<string, KeyLabelReason>;
  readonly found: IssueList;
}

const checkFamily = (search: Search, family: MetricFamily): void => {
  if (search.request.grants.some((grant) => allowsName(grant, family.name))) {
    checkBodyLabels(search, family);
  } else {
    reportName(search, family);
  }
};

const reportName = ({ request, found }: Search, { name, at }: MetricFamily): void =>
  found.add(() => ({
    code: "metric-not-granted",
    detail: `metric ${quote(name)} is not granted; this client may push ${listNames(request.grants)}`,
    location: request.exposition.source.locate(at),
    family: name,
  }));

/** Grants that allow only dry runs are among them only if this is one. */
const listNames = (grants: readonly BoundGrant[]): string => {
  const listFor = (isDryRunOnly: boolean): string =>
    listGlobs(grants.flatMap(({ grant, metrics }) => (grant.dryRunOnly === isDryRunOnly ? metrics : [])));
  if (grants.every(({ grant }) => grant.dryRunOnly)) {
    return `${listFor(true)} into this group, in dry runs only`;
  }
  const others = grants.some(({ grant }) => grant.dryRunOnly)
    ? `, and ${listFor(true)} in dry runs only`
    : "";
  return `${listFor(false)} into this group${others}`;
};

const allowsName = ({ metrics }: BoundGrant, name: string): boolean => {
  for (const glob of metrics) {
    if (matchesGlob(glob, name)) {
      return true;
    }
  }
  return false;
};

const checkBodyLabels = (search: Search, family: MetricFamily): void => {
  let lastNames: readonly string[] | undefined;
  let places: readonly number[] = [];
  // Filled only if a label is restricted, which is rare.
  let named: readonly BoundGrant[] | undefined;
  for (const { labels, at } of family.metrics) {
    if (labels.names !== lastNames) {
      places = restrictedPlaces(search, labels.names);
    }
    lastNames = labels.names;
    if (places.length === 0) {
      continue;
    }
    named ??= search.request.grants.filter((grant) => allowsName(grant, family.name));
    const restricted = places.map((place) => labelAt(labels, place));
    if (!named.some((grant) => wrongLabel(grant, restricted) === undefined)) {
      reportLabel(search, { family: family.name, at, named, restricted });
    }
  }
};

interface UngrantedLabel {
  readonly family: string;
  readonly at: SourcePosition;
  readonly named: readonly BoundGrant[];
  readonly restricted: readonly Label[];
}

const reportLabel = (search: Search, label: UngrantedLabel): void =>
  search.found.add(() => ({
    code: "label-not-granted",
    detail: describeLabel(search, label),
    location: search.request.exposition.source.locate(label.at),
    family: label.family,
  }));

/**
 * The places of labels that a body may set only as a grant allows, and that the grouping key does not overwrite.
 * Series of one shape share their array of names, so this is called once per shape, not per series.
 */
const restrictedPlaces = ({ keyLabels, request }: Search, names: readonly string[]): readonly number[] => {
  const places: number[] = [];
  for (let place = 0; place < names.length; place++) {
    const name = names[place]!;
    if (keyLabels.has(name) && request.key.get(name) === undefined) {
      places.push(place);
    }
  }
  return places;
};

const labelAt = ({ names, values }: LabelSet, place: number): Label => ({
  name: names[place]!,
  value: values[place]!,
});

interface Label {
  readonly name: string;
  readonly value: string;
}

/** The first label that the grant does not allow in a body. */
const wrongLabel = (grant: BoundGrant, restricted: readonly Label[]): Label | undefined =>
  restricted.find(({ name, value }) => !allowsLabel(grant, name, value));

/** Explained by the first grant of the metric. Each of these grants has a label that it does not allow. */
const describeLabel = (
  { keyLabels, request }: Search,
  { named, restricted }: Pick<UngrantedLabel, "named" | "restricted">,
): string => {
  const grant = named[0]!;
  const { name, value } = wrongLabel(grant, restricted)!;
  const pattern = grant.grouping.get(name);
  if (pattern === undefined) {
    const reason =
      keyLabels.get(name) === "grouping"
        ? `it can be in the grouping key of job ${quote(request.key.job)}`
        : "remote write adds it to distinguish deployments";
    return (
      `label ${quote(name)} is not granted in a body, because ${reason}; ` +
      "leave it out, rename it, or ask for a grant that lists it under grouping"
    );
  }
  const allowed = pattern.value === undefined ? "no value" : quote(printGlob(pattern.value));
  return `value ${quote(value)} of label ${quote(name)} is not granted; the grant allows ${allowed}`;
};
