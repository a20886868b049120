import { expect, it } from "@jest/globals";
import { toPauseMs } from "../../../infra/local/local-remote-write.ts";

it.each([
  ["a second after a short run", { tookMs: 10, problem: undefined }, 1_000],
  ["nine times the time of a longer run", { tookMs: 500, problem: undefined }, 4_500],
  ["at most a quarter of a minute", { tookMs: 10_000, problem: undefined }, 15_000],
  ["a second after a run that has waited for its receiver", { tookMs: 60_000, problem: "500" }, 1_000],
])("the pause between two runs of remote write is %s", (_, report, pauseMs) => {
  expect(toPauseMs(report)).toBe(pauseMs);
});
