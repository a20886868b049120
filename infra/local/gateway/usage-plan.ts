import type { RateConfig } from "../../../lambda/config/proxy-config.ts";
import type { Clock } from "../../../lambda/model/clock.ts";

/** Seconds to wait; undefined if the request is allowed. */
export type Throttle = (usageIdentifierKey: string | undefined) => number | undefined;

/**
 * The throttle of usage plans, a bucket for each API key: `apiKeySource: AUTHORIZER` takes the key from the authorizer's
 * answer (`usageIdentifierKey`), and a plan's limits count per key (API Gateway developer guide, "Usage plans"). A key of
 * the plan without a throttle has no rate here.
 */
export const createThrottle = (rates: ReadonlyMap<string, RateConfig>, now: Clock): Throttle => {
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

/** The content of a bucket at a time. */
export interface TokenBucket {
  readonly tokens: number;
  readonly atMs: number;
}

type BucketAnswer =
  | { readonly isAllowed: true; readonly bucket: TokenBucket }
  | { readonly isAllowed: false; readonly bucket: TokenBucket; readonly retryAfterSeconds: number };

/**
 * Takes one request out of a bucket, as a usage plan's throttle does: first up to `burst` requests, then
 * `requestsPerSecond`. A bucket that was never used is undefined, and is full. A refused request takes nothing. If the
 * clock is set back, nothing is added, and the bucket fills from that time on.
 */
export const takeToken = (bucket: TokenBucket | undefined, rate: RateConfig, nowMs: number): BucketAnswer => {
  const filled = fill(bucket, rate, nowMs);
  if (filled.tokens >= 1) {
    return { isAllowed: true, bucket: { ...filled, tokens: filled.tokens - 1 } };
  }
  const retryAfterSeconds = Math.max(1, Math.ceil((1 - filled.tokens) / rate.requestsPerSecond));
  return { isAllowed: false, bucket: filled, retryAfterSeconds };
};

const fill = (bucket: TokenBucket | undefined, rate: RateConfig, nowMs: number): TokenBucket => {
  if (bucket === undefined) {
    return { tokens: rate.burst, atMs: nowMs };
  }
  const elapsedSeconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  const tokens = Math.min(rate.burst, bucket.tokens + elapsedSeconds * rate.requestsPerSecond);
  return { tokens, atMs: nowMs };
};
