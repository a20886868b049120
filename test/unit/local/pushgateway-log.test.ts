import { describe, expect, it } from "@jest/globals";
import { createPushgatewayLog } from "../../../infra/local/pushgateway-log.ts";

const createLog = () => {
  const lines: string[] = [];
  const clock = { now: 0 };
  const log = createPushgatewayLog(
    (line) => lines.push(line),
    () => clock.now,
  );
  return { lines, clock, log };
};

const gathering = (seconds: number, reason: string): string =>
  `ts=2026-11-30T09:48:${seconds}.083Z level=error caller=http.go:175 msg="error gathering metrics: ${reason}"`;

describe("the log of the Pushgateway", () => {
  it("has one line a minute of the scrapes of an invalid page", () => {
    const { lines, clock, log } = createLog();
    for (const seconds of [10, 15, 20]) {
      clock.now = seconds * 1_000;
      log(`${gathering(seconds, "a")}\n${gathering(seconds, "b")}`);
    }
    clock.now = 70_000;
    log(gathering(70, "c"));
    expect(lines).toEqual([`pushgateway: ${gathering(10, "a")}`, `pushgateway: ${gathering(70, "c")}`]);
  });

  it("has every line of another place in its code, and every line without one", () => {
    const { lines, log } = createLog();
    const persisting = 'time=2026-11-30 level=ERROR source=diskmetricstore.go:1 msg="error persisting"';
    log(gathering(10, "a"));
    log(persisting);
    log("panic: 1");
    log("panic: 1");
    expect(lines.slice(1)).toEqual(
      [persisting, "panic: 1", "panic: 1"].map((line) => `pushgateway: ${line}`),
    );
  });
});
