import { describe, expect, it } from "@jest/globals";
import {
  AWS_PUSH_TIMES,
  AWS_RUN_EVERY_MS,
  AWS_TIMES,
  AWS_TIMES_WITHOUT_PUSHGATEWAY,
  LOCAL_RUN_EVERY_MS,
  type RunTimes,
  toLocalPushTimes,
  toLocalRunEveryMs,
  toLocalTimes,
  withRemoteWrite,
} from "../../../lambda/store/run-times.ts";

/** The parts of the inequality in docs/store.md that these times violate. The protocol is safe if there are none. */
const findUnsafeTimes = (times: RunTimes): readonly string[] => {
  const { actMs, lateRelayMs, lateWriteMs, persistedMs, readerMs, skewMs, betweenRunsMs, runs } = times;
  const least = Math.max(actMs + 2 * lateWriteMs, actMs + lateRelayMs, readerMs) + skewMs;
  return [
    ...(betweenRunsMs < least ? [`D is ${betweenRunsMs} ms and must be ${least} ms at least`] : []),
    ...(persistedMs > 0 && betweenRunsMs <= persistedMs + skewMs
      ? [`D is ${betweenRunsMs} ms and must be more than P + σ, ${persistedMs + skewMs} ms`]
      : []),
    ...(times.relayTimeoutMs >= actMs ? ["a relay may take as long as C or longer"] : []),
    ...(runs < (persistedMs > 0 ? 4 : 3) ? [`K is ${runs}, which is too few`] : []),
  ];
};

describe("the times of the protocol", () => {
  it.each([
    ["of a deployment", AWS_TIMES],
    ["of a deployment without a Pushgateway", AWS_TIMES_WITHOUT_PUSHGATEWAY],
    ["of a local Pushgateway without a file, or of none", toLocalTimes(0)],
    ["of a local Pushgateway that writes often", toLocalTimes(6_000)],
    ["of a local Pushgateway that writes every five minutes", toLocalTimes(305_000)],
  ])("%s are safe", (_, times) => {
    expect(findUnsafeTimes(times)).toEqual([]);
  });

  it.each([
    ["D for a late relay", { betweenRunsMs: 79_999, persistedMs: 0 }, /^D is 79999 ms and must be 80000 ms/],
    ["D for late writes", { lateWriteMs: 40_001, lateRelayMs: 0 }, /must be 95002 ms at least$/],
    ["D for a reader", { readerMs: 85_001 }, /must be 90001 ms at least$/],
    ["D for the file", { persistedMs: 85_000 }, /must be more than P \+ σ, 90000 ms$/],
    ["C for a relay", { relayTimeoutMs: 10_000 }, /^a relay may take/],
    ["K with a file", { runs: 3 }, /^K is 3/],
    ["K without a file", { runs: 2, persistedMs: 0 }, /^K is 2/],
  ])("are unsafe with too small a value of %s", (_, change, told) => {
    expect(findUnsafeTimes({ ...AWS_TIMES, ...change })).toEqual([expect.stringMatching(told)]);
  });

  it("are safe with a file when D is just large enough", () => {
    expect(findUnsafeTimes({ ...AWS_TIMES, persistedMs: 84_999 })).toEqual([]);
    expect(findUnsafeTimes({ ...AWS_TIMES, betweenRunsMs: 80_001, persistedMs: 75_000 })).toEqual([]);
    expect(findUnsafeTimes({ ...AWS_TIMES, runs: 3, persistedMs: 0 })).toEqual([]);
  });

  it.each([
    ["of a deployment", AWS_PUSH_TIMES, { openingMs: 300_000, labelOpeningMs: 1_200_000 }],
    [
      "of a local Pushgateway without a file",
      toLocalPushTimes(0),
      { openingMs: 20_000, labelOpeningMs: 45_000 },
    ],
    [
      "of a local Pushgateway that writes every minute",
      toLocalPushTimes(65_000),
      { openingMs: 145_000, labelOpeningMs: 280_000 },
    ],
  ])("say how long a store %s takes to open: two more runs after the first, D apart", (_, times, waits) => {
    expect(times).toMatchObject(waits);
  });
});

describe("the times of remote write", () => {
  it.each([
    ["of a deployment, where D is already larger", AWS_TIMES, { readerMs: 70_000, betweenRunsMs: 90_000 }],
    ["of a local system", toLocalTimes(0), { readerMs: 70_000, betweenRunsMs: 70_000 }],
    ["when clocks differ", { ...toLocalTimes(0), skewMs: 5 }, { readerMs: 70_000, betweenRunsMs: 70_005 }],
    ["when readers take longer", { ...AWS_TIMES, readerMs: 71_000 }, { readerMs: 71_000 }],
  ])("keep a name until its last stale marker was sent: %s", (_, times, expected) => {
    expect(withRemoteWrite(times)).toEqual({ ...times, releaseAfterMs: 420_000, ...expected });
  });
});

describe("the times without a Pushgateway", () => {
  it("are those of AWS without relays and a file, which saves one run", () => {
    expect(AWS_TIMES_WITHOUT_PUSHGATEWAY).toEqual({
      ...AWS_TIMES,
      lateRelayMs: 0,
      persistedMs: 0,
      betweenRunsMs: 80_000,
      runs: 3,
    });
  });
});

describe("regular runs of a local system", () => {
  it.each([
    ["are fifteen seconds apart while they are short", 725, LOCAL_RUN_EVERY_MS],
    ["take a twentieth of the time when they are long", 4_000, 80_000],
    [
      "are five minutes apart at most, also after one during which the machine was suspended",
      3_600_000,
      AWS_RUN_EVERY_MS,
    ],
  ])("%s", (_, tookMs, expected) => {
    expect(toLocalRunEveryMs(tookMs)).toBe(expected);
  });
});
