import type { Claims } from "../model/glob.ts";
import { matchesEverything, printGlob } from "../model/glob.ts";
import type { Grant } from "../model/grant.ts";
import { bindGrants } from "../model/grant.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { grantsForGroup } from "./authorize-group.ts";
import type { GroupRequest } from "./group-match.ts";
import type { KeyLabels } from "./key-labels.ts";

/** What one grant allows within one group. */
export interface ExplainedGrant {
  /** Its index among the client's grants. */
  readonly index: number;
  readonly metrics: readonly string[];
  /** Labels that a body may set to certain values only. */
  readonly bodyLabels: readonly { readonly name: string; readonly pattern: string }[];
  /** Labels that a body may not set, since only other grants list them for this job, or remote write adds them. */
  readonly refusedLabels: readonly string[];
}

/**
 * The grants that allow a request on a group, with the metrics and labels that they allow there. Otherwise the refusal.
 */
export const explain = (
  caller: { readonly grants: readonly Grant[]; readonly claims: Claims },
  request: GroupRequest,
  keyLabels: KeyLabels,
): Result<readonly ExplainedGrant[], Refusal> => {
  const granted = grantsForGroup(bindGrants(caller.grants, caller.claims), request);
  if (!granted.ok) {
    return granted;
  }
  return ok(
    granted.value.map(({ grant, grouping }) => ({
      index: caller.grants.indexOf(grant),
      metrics: grant.metrics,
      bodyLabels: [...grouping]
        .filter(
          ([name, { value }]) => request.key.get(name) === undefined && !(value && matchesEverything(value)),
        )
        .map(([name, { value }]) => ({ name, pattern: value === undefined ? "" : printGlob(value) })),
      // This cannot be a label of the key, because the grant lists all of those.
      refusedLabels: [...keyLabels(request.key.job).keys()].filter((name) => !grouping.has(name)),
    })),
  );
};
