import type { LabelSet, MetricFamily, SourcePosition } from "../model/exposition.ts";
import { type Glob, matchesGlob, printGlob } from "../model/glob.ts";
import type { BoundGrant } from "../model/grant.ts";
import { IssueList, quote } from "../model/issue.ts";
import type { KeyLabels } from "./key-labels.ts";
import type { MetricsRequest } from "./metrics-request.ts";

/**
 * Finds the metrics and labels of a push that no grant of its group allows. A series is granted if one grant allows
 * both its family's name and every label of its body. A label that the grant lists must match its pattern. A label that
 * the grant does not list must not be one that keys of the same job can have. Labels that the grouping key overwrites
 * are ignored.
 */
export const findUngranted = (request: MetricsRequest, keyLabels: KeyLabels): IssueList => {
  const { grants, key, exposition } = request;
  const search: Search = {
    request,
    rights: grants.map(toRight),
    restricted: new Set([...keyLabels(key.job)].filter((label) => key.get(label) === undefined)),
    found: new IssueList(),
  };
  for (const family of exposition.families) {
    checkFamily(search, family);
  }
  return search.found;
};

interface Search {
  readonly request: MetricsRequest;
  readonly rights: readonly Right[];
  /** Labels that a body may set only as a grant allows: keys of this job can have them, and this key does not. */
  readonly restricted: ReadonlySet<string>;
  readonly found: IssueList;
}

/** What one grant allows for metrics within one group. */
interface Right {
  readonly metrics: readonly Glob[];
  /** Every label that the grant lists; undefined for a claim that the token does not have. */
  readonly labels: ReadonlyMap<string, Glob | undefined>;
}

const toRight = ({ metrics, grouping }: BoundGrant): Right => ({
  metrics,
  labels: new Map([...grouping].map(([name, { value }]) => [name, value])),
});

const checkFamily = (search: Search, family: MetricFamily): void => {
  const named = search.rights.filter((right) => allowsName(right, family.name));
  if (named.length === 0) {
    reportName(search, family);
  } else {
    checkBodyLabels(search, named, family);
  }
};

const reportName = ({ request, rights, found }: Search, { name, at }: MetricFamily): void =>
  found.add(() => ({
    code: "metric-not-granted",
    detail: `metric ${quote(name)} is not granted; this client may push ${describeMetrics(rights)} into this group`,
    location: request.exposition.source.locate(at),
    family: name,
  }));

const allowsName = ({ metrics }: Right, name: string): boolean => {
  for (const glob of metrics) {
    if (matchesGlob(glob, name)) {
      return true;
    }
  }
  return false;
};

const checkBodyLabels = (search: Search, named: readonly Right[], family: MetricFamily): void => {
  let lastNames: readonly string[] | undefined;
  let places: readonly number[] = [];
  for (const { labels, at } of family.metrics) {
    if (labels.names !== lastNames) {
      places = restrictedPlaces(search, labels.names);
    }
    lastNames = labels.names;
    if (places.length === 0) {
      continue;
    }
    const restricted = places.map((place) => labelAt(labels, place));
    if (!named.some((right) => wrongLabel(right, restricted) === undefined)) {
      reportLabel(search, { family: family.name, at, named, restricted });
    }
  }
};

interface UngrantedLabel {
  readonly family: string;
  readonly at: SourcePosition;
  readonly named: readonly Right[];
  readonly restricted: readonly Label[];
}

const reportLabel = ({ request, found }: Search, { family, at, named, restricted }: UngrantedLabel): void =>
  found.add(() => ({
    code: "label-not-granted",
    detail: describeLabel(named, restricted, request.key.job),
    location: request.exposition.source.locate(at),
    family,
  }));

/** Series of one shape share their array of names, so this is called once per shape, not per series. */
const restrictedPlaces = ({ restricted }: Search, names: readonly string[]): readonly number[] => {
  const places: number[] = [];
  for (let place = 0; place < names.length; place++) {
    if (restricted.has(names[place]!)) {
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
const wrongLabel = ({ labels }: Right, restricted: readonly Label[]): Label | undefined =>
  restricted.find(({ name, value }) => {
    const expected = labels.get(name);
    return expected === undefined || !matchesGlob(expected, value);
  });

/** Explained by the first grant of the metric. Each of these grants has a label that it does not allow. */
const describeLabel = (named: readonly Right[], restricted: readonly Label[], job: string): string => {
  const right = named[0]!;
  const { name, value } = wrongLabel(right, restricted)!;
  if (!right.labels.has(name)) {
    return (
      `label ${quote(name)} is not granted in a body, because it can be in the grouping key of job ${quote(job)}; ` +
      "leave it out, rename it, or ask for a grant that lists it under grouping"
    );
  }
  const expected = right.labels.get(name);
  const allowed = expected === undefined ? "no value" : quote(printGlob(expected));
  return `value ${quote(value)} of label ${quote(name)} is not granted; the grant allows ${allowed}`;
};

const describeMetrics = (rights: readonly Right[]): string => {
  const distinct = [...new Set(rights.flatMap(({ metrics }) => metrics.map(printGlob)))];
  const more = distinct.length > MAX_LISTED ? ` and ${distinct.length - MAX_LISTED} more` : "";
  return distinct.slice(0, MAX_LISTED).map(quote).join(" or ") + more;
};

const MAX_LISTED = 5;
