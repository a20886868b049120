import type { Client } from "../model/client.ts";
import { quote } from "../model/issue.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AuthorizedRequest, ReadPush } from "../model/stages.ts";
import {
  type BoundGrant,
  boundGrantsOf,
  type GroupRequest,
  matchesGrouping,
  matchesJob,
} from "./bound-grant.ts";
import { refuseGroup } from "./group-refusal.ts";
import { refuseOverLimit } from "./limits.ts";

/**
 * Stage `authorize group`: whether the client may touch this group with this method, before a byte of the body is
 * inflated. Refuses with `group-not-granted` and, for a key over the client's limits, `limit-exceeded`.
 */
export const authorizeGroup = (push: ReadPush): Result<AuthorizedRequest, Refusal> => {
  const grants = grantsForGroup(push.client, push.request);
  if (!grants.ok) return grants;
  const overLimit = checkKeyLimits(push);
  if (overLimit !== undefined) return overLimit;
  const matching: AuthorizedRequest["grants"] = grants.value.map(({ grant }) => grant);
  return ok({ ...push, grants: matching } as AuthorizedRequest);
};

/** The grants that allow this request on this group: at least one, else the refusal that says which part has none. */
export const grantsForGroup = (
  client: Pick<Client, "grants" | "claims">,
  request: GroupRequest,
): Result<readonly BoundGrant[], Refusal> => {
  let left = boundGrantsOf(client);
  if (left.length === 0) return refuseGroup.nothing();
  for (const { part, holds } of PARTS) {
    const next = left.filter((grant) => holds(grant, request));
    if (next.length === 0) return refuseGroup[part](left, request);
    left = next;
  }
  return ok(left);
};

interface Part {
  readonly part: "job" | "method" | "grouping" | "dryRun";
  readonly holds: (grant: BoundGrant, request: GroupRequest) => boolean;
}

/** From the outermost in: the first part that no grant allows is the one the user is told about. */
const PARTS: readonly Part[] = [
  { part: "job", holds: (grant, { key }) => matchesJob(grant, key) },
  { part: "method", holds: (grant, { method }) => grant.methods.includes(method) },
  { part: "grouping", holds: (grant, { key }) => matchesGrouping(grant, key) },
  { part: "dryRun", holds: ({ grant }, { isDryRun }) => isDryRun || !grant.dryRunOnly },
];

const checkKeyLimits = ({ client: { limits }, request: { key } }: ReadPush) => {
  if (key.labels.length > limits.groupingLabels) {
    return refuseOverLimit("groupingLabels", key.labels.length, limits, "grouping labels beside job");
  }
  const longest = [{ name: "job", value: key.job }, ...key.labels].find(
    ({ value }) => value.length > limits.labelValueLength,
  );
  if (longest === undefined) return undefined;
  const where = `characters in the value of grouping label ${quote(longest.name)}`;
  return refuseOverLimit("labelValueLength", longest.value.length, limits, where);
};
