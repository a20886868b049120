import type { Refusal } from "../model/refusal.ts";
import { refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { PermittedPush, SoundPush } from "../model/stages.ts";
import { findOverLimits } from "./find-over-limits.ts";
import { findUngranted } from "./find-ungranted.ts";
import type { KeyLabels } from "./key-labels.ts";

/**
 * Stage `authorize metrics`: whether the client may push these metrics into this group, and whether they are within its
 * limits. Refuses with `metrics-not-granted` and `limit-exceeded`, in this order.
 */
export const authorizeMetrics = (push: SoundPush, keyLabels: KeyLabels): Result<PermittedPush, Refusal> => {
  const ungranted = findUngranted(push, keyLabels);
  if (ungranted.total > 0) return refuse("metrics-not-granted", ungranted.issues[0]?.detail ?? "", ungranted);
  const overLimits = findOverLimits(push);
  if (overLimits.total > 0) return refuse("limit-exceeded", overLimits.issues[0]?.detail ?? "", overLimits);
  return ok(push as PermittedPush);
};
