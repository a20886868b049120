import { describe, expect, it } from "@jest/globals";
import { isRunDue, type RunHistory } from "../../../../lambda/sweep/run/is-run-due.ts";

const EVERY_MS = 270_000;
const SCHEDULE = { runEveryMs: EVERY_MS, times: { lateRelayMs: 65_000, skewMs: 5_000 } };
const run = { kind: "run", startedMs: 1_000_000, pushgatewayStart: "first" } as const;

describe("a tick runs", () => {
  const CASES: readonly (readonly [string, RunHistory, string, number, boolean])[] = [
    ["when nothing has run yet", { run: undefined, dirty: undefined }, "first", 1_000_000, true],
    [
      "not while the last whole run is young",
      { run, dirty: undefined },
      "first",
      1_000_000 + EVERY_MS - 1,
      false,
    ],
    ["when it is old enough", { run, dirty: undefined }, "first", 1_000_000 + EVERY_MS, true],
    ["when the Pushgateway was restarted", { run, dirty: undefined }, "second", 1_060_000, true],
    [
      "when a relay has failed since that run began",
      { run, dirty: { kind: "dirty", atMs: 1_000_000 } },
      "first",
      1_060_000,
      true,
    ],
    [
      "not for a relay that failed so long ago that it cannot be applied any more",
      { run, dirty: { kind: "dirty", atMs: 900_000 } },
      "first",
      1_060_000,
      false,
    ],
    [
      "not at once again for a failed relay that the run came after",
      { run, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_021_666,
      false,
    ],
    [
      "again while it can still be applied",
      { run, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_021_667,
      true,
    ],
    [
      "once more when it can no longer be applied",
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
      "not when the other clock is ahead by what clocks differ",
      { run, dirty: undefined },
      "first",
      995_000,
      false,
    ],
    ["when the clock was set back since", { run, dirty: undefined }, "first", 994_999, true],
  ];
  it.each(CASES)("%s", (_, history, start, nowMs, expected) => {
    expect(isRunDue(history, start, nowMs, SCHEDULE)).toBe(expected);
  });
});
