import type { MetricType } from "../model/exposition.ts";
import type { ClaimCache } from "./claim-cache.ts";
import type { OpenClaims } from "./decide.ts";
import { isAdoptable } from "./decide-name.ts";
import { isUsable, type ProtocolTimes } from "./protocol-times.ts";
import type { AdoptableType, NameClaim, PushClaims, SideClaim } from "./registry.ts";

/** What of a push is granted so far. */
export interface Granted {
  readonly adopted: Map<string, AdoptableType>;
  /** Of all claims that are granted. */
  oldestStampMs: number;
}

/** Parts a push's claims into those that the cache grants, which it adds to `granted`, and the others. */
export const openClaims = (
  push: PushClaims,
  cache: ClaimCache,
  nowMs: number,
  times: ProtocolTimes,
  granted: Granted,
): OpenClaims => {
  const isGranted = (stampMs: number | undefined): boolean => {
    if (stampMs === undefined || !isUsable(stampMs, nowMs, times)) {
      return false;
    }
    granted.oldestStampMs = Math.min(granted.oldestStampMs, stampMs);
    return true;
  };
  const names: NameClaim[] = [];
  for (const claim of push.names) {
    const cached = cache.name(claim);
    if (cached !== undefined && isGranted(cached.stampMs)) {
      noteAdoption(claim, cached.type, granted);
    } else {
      names.push(claim);
    }
  }
  const sides = new Map<string, SideClaim[]>();
  for (const claim of push.sides) {
    if (!isGranted(cache.side(push.job, claim))) {
      const ofFamily = sides.get(claim.family);
      ofFamily === undefined ? sides.set(claim.family, [claim]) : ofFamily.push(claim);
    }
  }
  return { push, names, sides, isGroupOpen: !isGranted(cache.group(push)) };
};

/** Remembers a family whose untyped samples take the type in force. */
export const noteAdoption = (claim: NameClaim, type: MetricType, { adopted }: Granted): void => {
  if (claim.type === "untyped" && isAdoptable(type)) {
    adopted.set(claim.family, type);
  }
};

export const isAllGranted = ({ names, sides, isGroupOpen }: OpenClaims): boolean =>
  names.length === 0 && sides.size === 0 && !isGroupOpen;
