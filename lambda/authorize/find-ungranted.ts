import type { LabelSet, MetricFamily } from "../model/exposition.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import type { SoundPush } from "../model/stages.ts";
import { type BoundGrant, bindGrant } from "./bound-grant.ts";
import { type Glob, matchesEverything, matchesGlob, printGlob } from "./glob.ts";
import { IssueList } from "./issue-list.ts";

/**
 * What of a push no grant of its group allows. A series is granted when one grant allows its family's name and every
 * label of its body that this grant lists; a label that the grouping key overwrites takes no part.
 */
export const findUngranted = (push: SoundPush): IssueList => {
  const rights = push.grants.map((grant) => toRight(bindGrant(grant, push.client), push.request.key));
  const found = new IssueList();
  for (const family of push.exposition.families) checkFamily(push, rights, family, found);
  return found;
};

/** What one grant says of metrics within one group. */
interface Right {
  readonly metrics: readonly Glob[];
  /** Patterns of the labels that a body may set; those that every value matches are left out. */
  readonly labels: ReadonlyMap<string, Glob | undefined>;
}

const toRight = ({ metrics, grouping }: BoundGrant, key: GroupingKey): Right => {
  const labels = new Map<string, Glob | undefined>();
  for (const [name, { value }] of grouping) {
    const isFree = value !== undefined && matchesEverything(value);
    if (!isFree && key.get(name) === undefined) labels.set(name, value);
  }
  return { metrics, labels };
};

const checkFamily = (
  push: SoundPush,
  rights: readonly Right[],
  family: MetricFamily,
  found: IssueList,
): void => {
  const named = rights.filter(({ metrics }) => metrics.some((glob) => matchesGlob(glob, family.name)));
  if (named.length === 0) {
    found.add(() => ({
      code: "metric-not-granted",
      detail: `metric ${quote(family.name)} is not granted; this client may push ${describeMetrics(rights)} into this group`,
      location: push.exposition.source.locate(family.at),
      family: family.name,
    }));
  } else if (named.every(({ labels }) => labels.size > 0)) {
    checkBodyLabels(push, named, family, found);
  }
};

const checkBodyLabels = (
  push: SoundPush,
  named: readonly Right[],
  family: MetricFamily,
  found: IssueList,
): void => {
  for (const { labels, at } of family.metrics) {
    if (named.some((right) => wrongLabel(right, labels) === undefined)) continue;
    found.add(() => ({
      code: "label-not-granted",
      detail: describeLabel(named, labels),
      location: push.exposition.source.locate(at),
      family: family.name,
    }));
  }
};

interface WrongLabel {
  readonly name: string;
  readonly value: string;
  readonly expected: Glob | undefined;
}

const wrongLabel = (right: Right, { names, values }: LabelSet): WrongLabel | undefined => {
  for (const [name, expected] of right.labels) {
    const value = values[names.indexOf(name)];
    if (value === undefined) continue;
    if (expected === undefined || !matchesGlob(expected, value)) return { name, value, expected };
  }
  return undefined;
};

const describeLabel = (named: readonly Right[], labels: LabelSet): string => {
  const wrong = named.map((right) => wrongLabel(right, labels)).find((label) => label !== undefined);
  if (wrong === undefined) return "";
  const expected = wrong.expected === undefined ? "no value" : quote(printGlob(wrong.expected));
  return `value ${quote(wrong.value)} of label ${quote(wrong.name)} is not granted; the grant allows ${expected}`;
};

const describeMetrics = (rights: readonly Right[]): string => {
  const distinct = [...new Set(rights.flatMap(({ metrics }) => metrics.map(printGlob)))];
  const more = distinct.length > MAX_LISTED ? ` and ${distinct.length - MAX_LISTED} more` : "";
  return distinct.slice(0, MAX_LISTED).map(quote).join(" or ") + more;
};

const MAX_LISTED = 5;
