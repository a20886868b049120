import { describe, expect, it } from "@jest/globals";
import { parseCommand } from "../../../lambda/sweep/command.ts";

describe("a command for the sweep function", () => {
  it.each([
    [{}, { command: "sweep", dryRun: false }],
    [{ source: "aws.scheduler" }, { command: "sweep", dryRun: false }],
    [undefined, { command: "sweep", dryRun: false }],
    [
      { command: "sweep", dryRun: true },
      { command: "sweep", dryRun: true },
    ],
    [{ command: "registry-list" }, { command: "registry-list" }],
    [
      { command: "registry-show", name: "a" },
      { command: "registry-show", name: "a" },
    ],
    [
      { command: "registry-release", name: "a" },
      { command: "registry-release", name: "a" },
    ],
    [
      { command: "registry-reopen", name: "a" },
      { command: "registry-reopen", name: "a" },
    ],
    [{ command: "groups-list" }, { command: "groups-list" }],
    [
      { command: "groups-delete", path: "/x" },
      { command: "groups-delete", path: "/x" },
    ],
  ])("is read from %j", (event, command) => {
    expect(parseCommand(event)).toEqual(command);
  });

  it.each([
    { command: "registry-show" },
    { command: "registry-release", name: 1 },
    { command: "groups-delete", name: "/x" },
    { command: "drop-everything" },
  ])("is none in %j", (event) => {
    expect(parseCommand(event)).toBeUndefined();
  });
});
