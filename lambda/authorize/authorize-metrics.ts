import { type Refusal, refuseIssues } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { Exposition } from "../model/stages.ts";
import { findOverLimits } from "./find-over-limits.ts";
import { findUngranted } from "./find-ungranted.ts";
import type { MetricsPorts, MetricsRequest } from "./metrics-request.ts";

/**
 * Stage `authorize metrics`: whether the client may push these metrics to this group, and whether they are within its
 * limits. Returns them if so. Refuses with `metrics-not-granted` and `limit-exceeded`, in this order.
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
