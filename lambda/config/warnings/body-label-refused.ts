import { type Glob, globOfAnyClaims, globsOverlap } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";
import { printPath } from "../config-issue.ts";
import { canPush, grantsOf, type PlacedGrant } from "../written-callers.ts";

/**
 * If one grant lists a label, bodies of a grant with overlapping jobs that does not list it cannot have it. That
 * protects groups, but surprises clients that push such a label.
 */
export const bodyLabelRefused: Warning = (config) => {
  const grants = grantsOf(config).map(toJobGrant);
  return grants.filter(canPush).flatMap((own) =>
    [...Map.groupBy(missingLabels(own, grants), ({ other }) => other)].map(([other, missing]) => ({
      path: own.path,
      text:
        `${missing.map(({ label }) => quote(label)).join(", ")} as a label is refused in bodies of this grant's pushes to jobs that ` +
        `match ${quote(other.grant.job)}, since ${printPath(other.path)} lists it under grouping; list the same labels, or let the jobs differ`,
    })),
  );
};

interface JobGrant extends PlacedGrant {
  readonly job: Glob;
  readonly labels: readonly string[];
}

const toJobGrant = (placed: PlacedGrant): JobGrant => ({
  ...placed,
  job: globOfAnyClaims(placed.grant.job),
  labels: Object.keys(placed.grant.grouping).map((label) => label.replace(/\?$/, "")),
});

interface MissingLabel {
  readonly label: string;
  readonly other: JobGrant;
}

/** Each label that the grant does not list, with the first grant of overlapping jobs that lists it. */
const missingLabels = (own: JobGrant, grants: readonly JobGrant[]): readonly MissingLabel[] => {
  const known = new Set(own.labels);
  return grants.flatMap((other) => {
    const labels = other.labels.filter((label) => !known.has(label));
    if (labels.length === 0 || !globsOverlap(own.job, other.job)) {
      return [];
    }
    for (const label of labels) {
      known.add(label);
    }
    return labels.map((label) => ({ label, other }));
  });
};
