import type { Issue } from "../model/issue.ts";
import { quote } from "../model/issue.ts";
import type { IssueCode } from "../model/issues.ts";
import type { Exposition } from "../model/stages.ts";
import type { Conflict, SideConflict, TypeConflict } from "./registry.ts";

/** What each conflict tells the user: what is in force, what was wanted, and the ways out. Nothing of who made it so. */
export const conflictIssues = (
  conflicts: readonly Conflict[],
  { families, source }: Exposition,
): readonly Issue[] => {
  const positions = new Map(families.map(({ name, at }) => [name, at]));
  return conflicts.map((conflict) => {
    const at = positions.get(conflict.family);
    return {
      code: issueCode(conflict),
      detail: conflict.kind === "type" ? typeDetail(conflict) : sideDetail(conflict),
      location: at === undefined ? undefined : source.locate(at),
      family: conflict.family,
    };
  });
};

const issueCode = (conflict: Conflict): IssueCode =>
  conflict.kind === "side" ? "label-side-conflict" : TYPE_CODES[conflict.reason];

const TYPE_CODES = {
  held: "type-conflict",
  reserved: "type-reserved",
  closed: "name-closed",
} as const satisfies Record<TypeConflict["reason"], IssueCode>;

const typeDetail = (conflict: TypeConflict): string => {
  switch (conflict.reason) {
    case "held":
      return `${inForce(conflict)}, ${wanted(conflict)}: push it as what is in force, or rename the metric`;
    case "reserved":
      return (
        `${inForce(conflict)} of the Pushgateway's own, ${wanted(conflict)}: ` +
        "push it as that type, or rename the metric"
      );
    case "closed":
      return (
        `the name ${quote(conflict.name)} is being released by the operator, ${wanted(conflict)}: ` +
        "push it again in a quarter of an hour, or rename the metric"
      );
  }
};

const inForce = ({ name, owner, inForce: type }: TypeConflict): string =>
  name === owner
    ? `${quote(name)} is ${withArticle(type)}`
    : `${quote(name)} belongs to the ${type} ${quote(owner)}`;

const wanted = ({ name, family, wanted: type }: TypeConflict): string =>
  name === family
    ? `and this push has it as ${withArticle(type)}`
    : `and this push needs it for its ${type} ${quote(family)}`;

const withArticle = (type: string): string => (type === "untyped" ? "an untyped metric" : `a ${type}`);

const sideDetail = ({ family, label, value, wanted: side, reason }: SideConflict): string => {
  if (reason === "full") {
    return (
      `${quote(family)} has too many values of the label ${quote(label)} in the bodies of this job to add ${quote(value)}: ` +
      `put ${quote(label)} into the grouping key, or rename the label`
    );
  }
  return side === "key"
    ? `${quote(family)} with ${label}=${quote(value)} in this push's grouping key is already in the body of another ` +
        `group of this job: leave ${quote(label)} out of the grouping key, or push under another job or value`
    : `${quote(family)} with ${label}=${quote(value)} in this push's body can already be in the grouping key of another ` +
        `group of this job: put ${quote(label)} into the grouping key, or rename the label`;
};
