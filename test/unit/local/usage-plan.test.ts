import { expect, it } from "@jest/globals";
import { type TokenBucket, takeToken } from "../../../infra/local/gateway/usage-plan.ts";

const RATE = { requestsPerSecond: 2, burst: 3 };

/** Whether the requests at these times, in order, are allowed. */
const run = (times: readonly number[]): readonly boolean[] => {
  let bucket: TokenBucket | undefined;
  return times.map((nowMs) => {
    const answer = takeToken(bucket, RATE, nowMs);
    bucket = answer.bucket;
    return answer.isAllowed;
  });
};

it("allows a burst at once, and not one more", () =>
  expect(run([0, 0, 0, 0])).toEqual([true, true, true, false]));

it("fills at the rate", () =>
  expect(run([0, 0, 0, 499, 500, 500, 1_000])).toEqual([true, true, true, false, true, false, true]));

it("holds no more than the burst, however long there was no request", () =>
  expect(run([0, 3_600_000, 3_600_000, 3_600_000, 3_600_000])).toEqual([true, true, true, true, false]));

it("is not filled when the clock is set back, and fills from that time on", () =>
  expect(run([3_600_000, 3_600_000, 3_600_000, 0, 499, 500])).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
  ]));

it("returns when the next request will be allowed", () => {
  const slow = { requestsPerSecond: 0.1, burst: 1 };
  const { bucket } = takeToken(undefined, slow, 0);
  expect(takeToken(bucket, slow, 2_500)).toMatchObject({ isAllowed: false, retryAfterSeconds: 8 });
  expect(takeToken(bucket, slow, 9_999)).toMatchObject({ isAllowed: false, retryAfterSeconds: 1 });
  expect(takeToken(bucket, slow, 10_000)).toMatchObject({ isAllowed: true });
});
