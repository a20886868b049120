import { describe, expect, it } from "@jest/globals";
import { TrafficLog } from "../../../console/server/traffic-log.ts";
import type { ServedRequest } from "../../../infra/local/served-request.ts";

const MINUTE_MS = 60_000;

class World {
  nowMs = 1_700_000_000_000;
  readonly log = new TrafficLog(() => this.nowMs);

  answer(statusCode: number, request: Partial<ServedRequest> = {}, body: object = {}): void {
    this.log.add({
      requestId: "id",
      method: "PUT",
      path: "/metrics/job/a",
      principalId: "app",
      answer: { statusCode, headerLines: [], body: JSON.stringify(body) },
      tookMs: 2,
      stage: "prod",
      hint: undefined,
      ...request,
    });
  }
}

const PROBLEM = {
  code: "payload-unreadable",
  detail: "1:7 value-invalid: …",
  total: 2,
  errors: [{ code: "value-invalid", line: 1, column: 7, detail: "expected a number" }],
};

describe("the traffic of the console", () => {
  it("counts pushes and refusals by minute, for 30 minutes", () => {
    const world = new World();
    world.answer(200);
    world.answer(202, { tookMs: 4 });
    world.nowMs += MINUTE_MS;
    world.answer(200, { tookMs: 6 });
    world.answer(422);
    expect(world.log.list()).toMatchObject({ pushed: 3, refused: 1, medianMs: 4 });
    expect(world.log.list().pushedByMinute).toEqual([...Array<number>(28).fill(0), 2, 1]);
    world.nowMs += 29 * MINUTE_MS;
    expect(world.log.list()).toMatchObject({ pushed: 1, refused: 1 });
    world.nowMs += MINUTE_MS;
    expect(world.log.list()).toMatchObject({ pushed: 0, refused: 0, medianMs: undefined });
  });

  it("does not count dry runs, DELETEs and GETs as pushes, and of these only DELETEs as changes", () => {
    const world = new World();
    world.answer(200, { path: "/metrics/job/a?dry_run=true" });
    world.answer(200, { method: "GET" });
    expect(world.log.changes).toBe(0);
    world.answer(202, { method: "DELETE" });
    expect(world.log.list().pushed).toBe(0);
    expect(world.log.changes).toBe(1);
  });

  it("measures how often a group is pushed, with or without a stage in the path, in any form", () => {
    const world = new World();
    for (const path of ["/metrics/job/a", "/prod/metrics/job/a", "/prod/metrics/job@base64/YQ?x=1"]) {
      world.answer(200, { path });
      world.nowMs += 10_000;
    }
    expect(world.log.ofGroup("/metrics/job@base64/YQ")).toMatchObject({ usualSeconds: 10 });
    expect(world.log.ofGroup("/metrics/job@base64/YQ").pushedByMinute?.at(-1)).toBe(3);
    world.answer(200, { path: "/metrics/job/b" });
    expect(world.log.ofGroup("/metrics/job@base64/Yg").usualSeconds).toBeUndefined();
    expect(world.log.ofGroup("/metrics/job@base64/Yw").usualSeconds).toBeUndefined();
  });

  it("follows the 2,000 groups that were pushed last", () => {
    const world = new World();
    for (let job = 0; job <= 2_000; job++) {
      world.answer(200, { path: `/metrics/job/${job}` });
    }
    const path = (job: number) => `/metrics/job@base64/${Buffer.from(String(job)).toString("base64url")}`;
    expect(world.log.ofGroup(path(0)).pushedByMinute?.at(-1)).toBe(0);
    expect(world.log.ofGroup(path(1)).pushedByMinute?.at(-1)).toBe(1);
  });

  it("folds refusals that differ only in time, with place and fix, the latest first", () => {
    const world = new World();
    world.answer(400, { path: "/metrics/job/a?token=secret" }, PROBLEM);
    world.nowMs += 1_000;
    world.answer(400, {}, PROBLEM);
    world.answer(
      401,
      { principalId: undefined, hint: "there is no client x" },
      { code: "credential-invalid" },
    );
    expect(world.log.listRefusals()).toEqual([
      expect.objectContaining({
        client: undefined,
        status: 401,
        problem: "credential-invalid",
        detail: "there is no client x",
        issue: undefined,
        // The hint has the fix.
        fix: undefined,
        count: 1,
      }),
      {
        client: "app",
        status: 400,
        problem: "payload-unreadable",
        method: "PUT",
        path: "/metrics/job/a",
        detail: PROBLEM.detail,
        issue: { code: "value-invalid", detail: "expected a number", line: 1, column: 7, pointer: undefined },
        issues: 2,
        fix: expect.any(String),
        count: 2,
        firstAt: new Date(world.nowMs - 1_000).toISOString(),
        lastAt: new Date(world.nowMs).toISOString(),
      },
    ]);
    world.nowMs += 30 * MINUTE_MS;
    expect(world.log.listRefusals()).toEqual([]);
  });

  it("keeps 500 refusals, and cuts long texts", () => {
    const world = new World();
    for (let job = 0; job <= 500; job++) {
      world.answer(403, { path: `/metrics/job/${job}${"x".repeat(2_000)}` }, { code: "group-not-granted" });
    }
    const refusals = world.log.listRefusals();
    expect(refusals).toHaveLength(500);
    expect(refusals[0]?.path.length).toBe(1_001);
    expect(refusals.at(-1)?.path).toMatch(/job\/1x/);
  });
});
