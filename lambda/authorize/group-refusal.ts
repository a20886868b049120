import { type Glob, printGlob } from "../model/glob.ts";
import type { BoundGrant } from "../model/grant.ts";
import { OWN_JOB } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import { refuse } from "../model/refusal.ts";
import { allowsLabel, type GroupRequest, missingLabels } from "./group-match.ts";

/**
 * Why a group is refused. Each refusal names the part that no grant allows and what this client may do instead. It uses
 * only the client's own grants, so it cannot reveal anything about other clients.
 */
export const refuseGroup = {
  nothing: () =>
    notGranted(
      "this credential has no grant: its claims match no grant; ask the operator of the proxy for one",
    ),

  own: () =>
    notGranted(
      `job ${quote(OWN_JOB)} is reserved for the proxy's own metrics, which no client may delete; delete another group`,
    ),

  job: (grants: readonly BoundGrant[], { key }: GroupRequest) => {
    const jobs = listGlobs(grants.map(({ job }) => job));
    return notGranted(`job ${quote(key.job)} is not granted; this client may push to ${jobs}`);
  },

  method: (grants: readonly BoundGrant[], { key, method }: GroupRequest) => {
    const methods = [...new Set(grants.flatMap((grant) => grant.methods))].join(", ");
    return notGranted(
      `method ${method} is not granted for job ${quote(key.job)}; this client may use ${methods} on it`,
    );
  },

  grouping: (grants: readonly BoundGrant[], request: GroupRequest) => {
    const closest = grants.toSorted((a, b) => distance(a, request) - distance(b, request))[0];
    const wrong = closest === undefined ? "" : describeGrouping(closest, request);
    const forms = [...new Set(grants.map(describeKeyForm))].slice(0, MAX_LISTED).join(" or ");
    return notGranted(`${wrong}; for job ${quote(request.key.job)} this client's keys have ${forms}`);
  },

  dryRun: (_grants: readonly BoundGrant[], { key }: GroupRequest) =>
    notGranted(
      `only dry runs are granted for job ${quote(key.job)} with this key; add ?dry_run=true to check a push`,
    ),
} as const;

const notGranted = (detail: string) => refuse("group-not-granted", detail);

const MAX_LISTED = 5;

const distance = (grant: BoundGrant, { key }: GroupRequest): number =>
  key.labels.filter(({ name, value }) => !allowsLabel(grant, name, value)).length +
  missingLabels(grant, key).length;

const describeGrouping = (grant: BoundGrant, { key }: GroupRequest): string => {
  const wrong = key.labels.find(({ name, value }) => !allowsLabel(grant, name, value));
  if (wrong === undefined) {
    return `grouping label ${missingLabels(grant, key).map(quote).join(", ")} is missing`;
  }
  const listed = grant.grouping.get(wrong.name);
  if (listed === undefined) {
    return `grouping label ${quote(wrong.name)} is not granted`;
  }
  return `value ${quote(wrong.value)} of grouping label ${quote(wrong.name)} is not granted`;
};

const describeKeyForm = ({ grouping }: BoundGrant): string =>
  grouping.size === 0
    ? "no label beside job"
    : [...grouping]
        .map(
          ([name, { isOptional, value }]) =>
            `${name}=${listGlobs([value])}${isOptional ? " (optional)" : ""}`,
        )
        .join(", ");

/** The different patterns, without those of missing claims. Of many only the first. */
export const listGlobs = (globs: readonly (Glob | undefined)[]): string => {
  const distinct = [...new Set(globs.filter((glob) => glob !== undefined).map(printGlob))];
  if (distinct.length === 0) {
    return "nothing";
  }
  const more = distinct.length > MAX_LISTED ? ` and ${distinct.length - MAX_LISTED} more` : "";
  return distinct.slice(0, MAX_LISTED).map(quote).join(" or ") + more;
};
