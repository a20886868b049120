import { describe, expect, it } from "@jest/globals";
import { isRunDue, type RunHistory } from "../../../../lambda/sweep/run/is-run-due.ts";

const EVERY_MS = 270_000;
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
      "not for a relay that failed before",
      { run, dirty: { kind: "dirty", atMs: 999_999 } },
      "first",
      1_060_000,
      false,
    ],
  ];
  it.each(CASES)("%s", (_, history, start, nowMs, expected) => {
    expect(isRunDue(history, start, nowMs, EVERY_MS)).toBe(expected);
  });
});
