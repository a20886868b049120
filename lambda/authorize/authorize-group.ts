import type { Client, Limits } from "../model/client.ts";
import type { BoundGrant } from "../model/grant.ts";
import { type GroupingKey, OWN_JOB } from "../model/grouping-key.ts";
import { quote } from "../model/issue.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { type GroupRequest, matchesGrouping, matchesJob } from "./group-match.ts";
import { refuseGroup } from "./group-refusal.ts";
import { refuseOverLimit } from "./limits.ts";

/**
 * Stage `authorize group`: checks whether the client may use this method on this group, before the body is inflated.
 * Returns the grants that allow it, at least one. Refuses with `group-not-granted`, and with `limit-exceeded` if the
 * key exceeds a limit of the client.
 */
export const authorizeGroup = (
  { grants, limits }: Pick<Client, "grants" | "limits">,
  request: GroupRequest,
): Result<readonly BoundGrant[], Refusal> => {
  const granted = grantsForGroup(grants, request);
  return granted.ok ? (checkKeyLimits(request.key, limits) ?? granted) : granted;
};

/**
 * The grants that allow this request on this group, at least one. Otherwise a refusal that says which part of the
 * request no grant allows.
 */
export const grantsForGroup = (
  grants: readonly BoundGrant[],
  request: GroupRequest,
): Result<readonly BoundGrant[], Refusal> => {
  if (grants.length === 0) {
    return refuseGroup.nothing();
  }
  // A grant for all jobs does not include the proxy's own group. `validate` refuses pushes with its job.
  if (request.key.job === OWN_JOB && request.method === "DELETE") {
    return refuseGroup.own();
  }
  let left = grants;
  for (const { part, matches } of PARTS) {
    const next = left.filter((grant) => matches(grant, request));
    if (next.length === 0) {
      return refuseGroup[part](left, request);
    }
    left = next;
  }
  return ok(left);
};

interface Part {
  readonly part: "job" | "method" | "grouping" | "dryRun";
  readonly matches: (grant: BoundGrant, request: GroupRequest) => boolean;
}

/** The parts are checked in this order. The refusal names the first part that no grant allows. */
const PARTS: readonly Part[] = [
  { part: "job", matches: (grant, { key }) => matchesJob(grant, key) },
  { part: "method", matches: (grant, { method }) => grant.methods.includes(method) },
  { part: "grouping", matches: (grant, { key }) => matchesGrouping(grant, key) },
  { part: "dryRun", matches: ({ grant }, { isDryRun }) => isDryRun || !grant.dryRunOnly },
];

const checkKeyLimits = (key: GroupingKey, limits: Limits) => {
  if (key.labels.length > limits.groupingLabels) {
    return refuseOverLimit("groupingLabels", key.labels.length, limits, "grouping labels beside job");
  }
  const longest = [{ name: "job", value: key.job }, ...key.labels].find(
    ({ value }) => value.length > limits.labelValueLength,
  );
  if (longest === undefined) {
    return undefined;
  }
  const where = `characters in the value of grouping label ${quote(longest.name)}`;
  return refuseOverLimit("labelValueLength", longest.value.length, limits, where);
};
