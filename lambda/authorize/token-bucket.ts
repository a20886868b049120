/** How fast a bucket fills, and the most requests that it can contain. */
export interface BucketRate {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** The content of a bucket at a time. */
export interface TokenBucket {
  readonly tokens: number;
  readonly atMs: number;
}

export type BucketAnswer =
  | { readonly isAllowed: true; readonly bucket: TokenBucket }
  | { readonly isAllowed: false; readonly bucket: TokenBucket; readonly retryAfterSeconds: number };

/**
 * Takes one request out of a bucket, as a usage plan's throttle does: first up to `burst` requests, then
 * `requestsPerSecond`. A bucket that was never used is undefined, and is full. A refused request takes nothing. If the
 * clock is set back, nothing is added, and the bucket fills from that time on.
 */
export const takeToken = (bucket: TokenBucket | undefined, rate: BucketRate, nowMs: number): BucketAnswer => {
  const filled = fill(bucket, rate, nowMs);
  if (filled.tokens >= 1) {
    return { isAllowed: true, bucket: { ...filled, tokens: filled.tokens - 1 } };
  }
  const retryAfterSeconds = Math.max(1, Math.ceil((1 - filled.tokens) / rate.requestsPerSecond));
  return { isAllowed: false, bucket: filled, retryAfterSeconds };
};

const fill = (bucket: TokenBucket | undefined, rate: BucketRate, nowMs: number): TokenBucket => {
  if (bucket === undefined) {
    return { tokens: rate.burst, atMs: nowMs };
  }
  const elapsedSeconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  const tokens = Math.min(rate.burst, bucket.tokens + elapsedSeconds * rate.requestsPerSecond);
  return { tokens, atMs: nowMs };
};
