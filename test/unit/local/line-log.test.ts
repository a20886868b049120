import { describe, expect, it } from "@jest/globals";
import { createLineLog } from "../../../infra/local/line-log.ts";

describe("the log of the terminal", () => {
  it("writes lines with the time of day", () => {
    const lines: string[] = [];
    createLineLog(
      (line) => lines.push(line),
      () => Date.parse("2026-11-23T16:25:07Z"),
    )("hello");
    expect(lines).toEqual(["16:25:07 hello\n"]);
  });

  it("escapes control characters from clients, and keeps the lines of a stack trace", () => {
    const lines: string[] = [];
    createLineLog(
      (line) => lines.push(line),
      () => 0,
    )("deleted /metrics/job/\u009b2J\u001b[2J\u202e\n\tat push");
    expect(lines).toEqual(["00:00:00 deleted /metrics/job/\\u009b2J\\u001b[2J\\u202e\n\tat push\n"]);
  });

  it("writes 60 lines a second, and then how many it left out", () => {
    const lines: string[] = [];
    let nowMs = 7_000;
    const log = createLineLog(
      (line) => lines.push(line),
      () => nowMs,
    );
    for (let index = 0; index < 65; index++) {
      log("x");
    }
    expect(lines).toHaveLength(60);
    nowMs = 8_000;
    for (let index = 0; index < 60; index++) {
      log("y");
    }
    expect(lines.slice(60, 62)).toEqual(["… and 5 more lines\n", "00:00:08 y\n"]);
    nowMs = 9_000;
    log("z");
    expect(lines.slice(121)).toEqual(["00:00:09 z\n"]);
  });
});
