import { type Refusal, refuseIssues } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { Exposition } from "../model/stages.ts";
import { findOverLimits } from "./find-over-limits.ts";
import { findUngranted } from "./find-ungranted.ts";
import type { MetricsPorts, MetricsRequest } from "./metrics-request.ts";

/**
 * Stage `authorize metrics`: checks whether the client may push these metrics to this group, and then whether they are
 * within its limits. Returns them unchanged. Refuses with `metrics-not-granted` or `limit-exceeded`.
 */
export const authorizeMetrics = (
  request: MetricsRequest,
  { keyLabels, countEncodedBytes }: MetricsPorts,
): Result<Exposition, Refusal> => {
  const ungranted = findUngranted(request, keyLabels);
  if (ungranted.total > 0) {
    return refuseIssues("metrics-not-granted", ungranted.issues, ungranted.total);
  }
  const overLimits = findOverLimits(request, countEncodedBytes);
  if (overLimits.total > 0) {
    return refuseIssues("limit-exceeded", overLimits.issues, overLimits.total);
  }
  return ok(request.exposition);
};
