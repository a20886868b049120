import type { MetricFamily, Source } from "../../model/exposition.ts";
import { type Issue, quote } from "../../model/issue.ts";
import type { IssueCode } from "../../model/issues.ts";
import type { Conflict, PlacementConflict, TypeConflict } from "./conflict.ts";

/**
 * The issue of each conflict: the existing and the wanted meaning, and the fixes, in the order of the payload. It
 * reveals nothing about other clients.
 */
export const conflictIssues = (
  conflicts: readonly Conflict[],
  families: readonly MetricFamily[],
  source: Source,
): readonly Issue[] => {
  const positions = new Map(families.map(({ name, at }) => [name, at]));
  const inOrder = conflicts.toSorted(
    (a, b) => (positions.get(a.family) ?? 0) - (positions.get(b.family) ?? 0),
  );
  return inOrder.map((conflict) => {
    const at = positions.get(conflict.family);
    return {
      code: issueCode(conflict),
      detail: conflict.kind === "type" ? typeDetail(conflict) : placementDetail(conflict),
      location: at === undefined ? undefined : source.locate(at),
      family: conflict.family,
    };
  });
};

const issueCode = (conflict: Conflict): IssueCode =>
  conflict.kind === "placement" ? "label-side-conflict" : TYPE_CODES[conflict.reason];

const TYPE_CODES = {
  held: "type-conflict",
  reserved: "type-reserved",
  full: "type-conflict",
} as const satisfies Record<TypeConflict["reason"], IssueCode>;

const typeDetail = (conflict: TypeConflict): string => {
  switch (conflict.reason) {
    case "held":
      return `${describeExisting(conflict)}, ${describeWanted(conflict)}: push it as the existing type, or rename the metric`;
    case "reserved":
      return (
        `${describeExisting(conflict)} of the Pushgateway's own, ${describeWanted(conflict)}: ` +
        "push it as that type, or rename the metric"
      );
    case "full":
      return (
        `there are too many metrics whose names differ from ${quote(conflict.name)} only in _bucket, _count and _sum: ` +
        "rename the metric"
      );
  }
};

const describeExisting = ({ name, owner, existing }: TypeConflict): string =>
  name === owner
    ? `${quote(name)} is ${withArticle(existing)}`
    : `${quote(name)} belongs to the ${existing} ${quote(owner)}`;

const describeWanted = ({ name, family, wanted }: TypeConflict): string =>
  name === family
    ? `and this push has it as ${withArticle(wanted)}`
    : `and this push needs it for its ${wanted} ${quote(family)}`;

const withArticle = (type: string): string => (type === "untyped" ? "an untyped metric" : `a ${type}`);

const placementDetail = (conflict: PlacementConflict): string => {
  const { family, label, value, wanted } = conflict;
  switch (conflict.reason) {
    case "full":
      return (
        `${quote(family)} has too many values of the label ${quote(label)} in the bodies of this job to add ${quote(value)}: ` +
        `put ${quote(label)} into the grouping key, or rename the label`
      );
    case "job-full":
      return (
        `this job has too many metrics with labels that grouping keys can have to add ${quote(family)} with ${quote(label)}: ` +
        "push under several jobs"
      );
    case "on-other-side":
      return wanted === "key"
        ? `${quote(family)} with ${label}=${quote(value)} in this push's grouping key is already in the body of another ` +
            `group of this job: leave ${quote(label)} out of the grouping key, or push under another job or value`
        : `${quote(family)} with ${label}=${quote(value)} in this push's body can already be in the grouping key of another ` +
            `group of this job: put ${quote(label)} into the grouping key, or rename the label`;
  }
};
