import { describe, expect, it } from "@jest/globals";
import { isRunDue, type RunHistory } from "../../../../lambda/sweep/run/is-run-due.ts";

const EVERY_MS = 270_000;
const SCHEDULE = { runEveryMs: EVERY_MS, times: { lateRelayMs: 65_000, skewMs: 5_000 } };
const run = { kind: "run", startedMs: 1_000_000, pushgatewayStart: "first" } as const;

describe("a tick runs", () => {
  const CASES: readonly (readonly [string, RunHistory, string, number, boolean])[] = [
    ["when there was no run yet", { run: undefined, dirty: undefined }, "first", 1_000_000, true],
    ["not soon after a complete run", { run, dirty: undefined }, "first", 1_000_000 + EVERY_MS - 1, false],
    ["when the last run is old enough", { run, dirty: undefined }, "first", 1_000_000 + EVERY_MS, true],
    ["when the Pushgateway was restarted", { run, dirty: undefined }, "second", 1_060_000, true],
    [
      "when a relay has failed since the last run began",
      { run, dirty: { kind: "dirty", atMs: 1_000_000 } },
      "first",
      1_060_000,
      true,
    ],
    [
      "not for a relay that failed so long ago that it can no longer be applied",
      { run, dirty: { kind: "dirty", atMs: 900_000 } },
      "first",
      1_060_000,
      false,
    ],
    [
      "not at once for a failed relay that a run has covered",
      { run, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_021_666,
      false,
    ],
    [
      "again while that relay can still be applied",
      { run, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_021_667,
      true,
    ],
    [
      "once more when that relay can no longer be applied",
      { run: { ...run, startedMs: 1_064_998 }, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_064_999,
      true,
    ],
    [
      "not again after that",
      { run: { ...run, startedMs: 1_064_999 }, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_070_000,
      false,
    ],
    [
      "not when the other clock is ahead within the allowed difference",
      { run, dirty: undefined },
      "first",
      995_000,
      false,
    ],
    ["when the clock was set back since then", { run, dirty: undefined }, "first", 994_999, true],
  ];
  it.each(CASES)("%s", (_, history, start, nowMs, expected) => {
    expect(isRunDue(history, start, nowMs, SCHEDULE)).toBe(expected);
  });
});
