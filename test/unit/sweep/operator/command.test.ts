import { describe, expect, it } from "@jest/globals";
import { parseCommand } from "../../../../lambda/sweep/operator/command.ts";

const TICK = { command: "tick" };
const RUN = { command: "sweep", dryRun: false, force: false };

describe("a command for the sweep function", () => {
  it.each([
    [{}, TICK],
    [{ source: "aws.scheduler" }, TICK],
    [undefined, TICK],
    [{ command: "tick" }, TICK],
    [{ "detail-type": "ECS Task State Change", detail: { lastStatus: "RUNNING" } }, RUN],
    [{ command: "sweep" }, RUN],
    [
      { command: "sweep", dryRun: true },
      { ...RUN, dryRun: true },
    ],
    [
      { command: "sweep", force: true },
      { ...RUN, force: true },
    ],
  ])("is read from %j", (event, command) => {
    expect(parseCommand(event)).toEqual(command);
  });

  it.each([
    { command: "contracts-list" },
    { command: "contracts-show", name: "a" },
    { command: "contracts-release", name: "a" },
    { command: "groups-list" },
    { command: "groups-list", filter: "job=ci main" },
    { command: "groups-show", path: "/x" },
    { command: "groups-delete", path: "/x" },
  ])("is the event itself: %j", (event) => {
    expect(parseCommand(event)).toEqual(event);
  });

  it.each([
    { command: "contracts-show" },
    { command: "contracts-release", name: 1 },
    { command: "groups-delete", name: "/x" },
    { command: "groups-show" },
    { command: "groups-list", filter: 1 },
    { command: "registry-list" },
    { command: "drop-everything" },
    { command: "sweep", dryRun: "true" },
    { command: "sweep", force: 1 },
    { command: "sweep", dryrun: true },
  ])("is refused: %j", (event) => {
    expect(parseCommand(event)).toBeUndefined();
  });
});
