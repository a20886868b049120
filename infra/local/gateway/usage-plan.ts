import { type BucketRate, type TokenBucket, takeToken } from "../../../lambda/authorize/token-bucket.ts";
import type { Clock } from "../../../lambda/model/clock.ts";

/** Seconds to wait; undefined if the request is allowed. */
export type Throttle = (usageIdentifierKey: string | undefined) => number | undefined;

/**
 * The throttle of usage plans, a bucket for each API key: `apiKeySource: AUTHORIZER` takes the key from the authorizer's
 * answer (`usageIdentifierKey`), and a plan's limits count per key (API Gateway developer guide, "Usage plans"). A key of
 * the plan without a throttle has no rate here.
 */
export const createThrottle = (rates: ReadonlyMap<string, BucketRate>, now: Clock): Throttle => {
  const buckets = new Map<string, TokenBucket>();
  return (key) => {
    const rate = key === undefined ? undefined : rates.get(key);
    if (key === undefined || rate === undefined) {
      return undefined;
    }
    const answer = takeToken(buckets.get(key), rate, now());
    buckets.set(key, answer.bucket);
    return answer.isAllowed ? undefined : answer.retryAfterSeconds;
  };
};
