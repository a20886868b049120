import { expect, it } from "@jest/globals";
import { describeReport, toPauseMs } from "../../../infra/local/local-remote-write.ts";
import { NOTHING_DONE } from "../../../lambda/destinations/remote-write/run.ts";

it.each([
  ["a second after a short run", { tookMs: 10, problem: undefined }, 1_000],
  ["nine times the time of a longer run", { tookMs: 500, problem: undefined }, 4_500],
  ["at most a quarter of a minute", { tookMs: 10_000, problem: undefined }, 15_000],
  ["a second after a run that has waited for its receiver", { tookMs: 60_000, problem: "500" }, 1_000],
])("the pause between two runs of remote write is %s", (_, report, pauseMs) => {
  expect(toPauseMs(report)).toBe(pauseMs);
});

it.each([
  [
    "404 page not found",
    "the receiver said: 404 page not found (check the URL of --remote-write, and its path)",
  ],
  ["301 Moved", "the receiver said: 301 Moved (check the URL of --remote-write, and its path)"],
  [
    "401",
    "the receiver said: 401 (it wants a credential, and npm start sends none: use a receiver on this machine without one)",
  ],
  ["500 4040", "the receiver said: 500 4040"],
])("a report of the answer %j has its fix", (problem, text) => {
  const report = { ...NOTHING_DONE, destination: "local", shard: 0, outcome: "incomplete", problem } as const;
  expect(describeReport(report)).toBe(`remote write: the run is incomplete; ${text}`);
});

it("a run that waits for the lease of another one says how long", () => {
  const report = { ...NOTHING_DONE, destination: "local", shard: 0, outcome: "held" } as const;
  expect(describeReport(report)).toBe(
    "remote write: another npm start with this store may still be sending, or one was killed while it sent; runs continue once its time is over, 70 s after it began at most",
  );
});
