import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ServedRequest } from "../../../infra/local/served-request.ts";
import { createRequestLog, type RequestLog } from "../../../infra/local/terminal/request-log.ts";

const request = (statusCode: number, path = "/metrics/job/x", tookMs = 2): ServedRequest => ({
  requestId: "r",
  method: "PUT",
  path,
  stage: "prod",
  principalId: "ci",
  tookMs,
  hint: undefined,
  answer: { statusCode, headerLines: [], body: "{}" },
});

describe("the log of requests", () => {
  let lines: string[];
  let scheduled: { readonly run: () => void; readonly ms: number }[];
  let log: RequestLog;

  beforeEach(() => {
    lines = [];
    scheduled = [];
    log = createRequestLog(
      { maxRefusedPerSecond: 5 },
      {
        write: (line) => lines.push(line),
        now: () => 10_400,
        schedule: (run, ms) => {
          const entry = { run, ms };
          scheduled.push(entry);
          return () => scheduled.splice(scheduled.indexOf(entry), 1);
        },
      },
    );
  });

  const runAfter = (ms: number): void => scheduled.find((entry) => entry.ms === ms)?.run();

  it("shows five requests a second and counts the others", () => {
    for (let index = 0; index < 200; index++) {
      log.show(request(200));
    }
    for (let index = 0; index < 8; index++) {
      log.show(request(422));
    }
    expect(lines).toHaveLength(10);
    runAfter(600);
    expect(lines.slice(10)).toEqual(["✓ 195 more taken, ✗ 3 more refused in this second"]);
    log.show(request(200));
    expect(lines).toHaveLength(12);
  });

  it("counts nothing when all were shown", () => {
    log.show(request(200));
    log.show(request(422));
    runAfter(600);
    expect(lines).toEqual(["✓ PUT x 2.0 ms", "✗ PUT x (ci) 422 {}"]);
  });

  it("sums up a minute with traffic", () => {
    for (let index = 0; index < 1_204; index++) {
      log.show(request(200, `/metrics/job/${index % 41}`, index % 2 === 0 ? 1 : 2.8));
    }
    log.show(request(401));
    runAfter(60_000);
    expect(lines.at(-1)).toBe("last minute: 1,204 taken, 1 refused, median 2.8 ms, 41 groups");
  });

  it("sums up no minute whose requests were all shown", () => {
    log.show(request(200));
    runAfter(60_000);
    expect(lines).toHaveLength(1);
  });

  it("shows no scrapes, and stops its timer when it is closed", () => {
    log.show({ ...request(200), method: "GET" });
    expect([lines, scheduled]).toEqual([[], []]);
    log.show(request(200));
    log.close();
    expect(scheduled).toEqual([]);
  });
});
