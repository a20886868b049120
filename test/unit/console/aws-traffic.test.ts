import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLogReader } from "../../../cli/operator/log-reader.ts";
import { AwsTraffic } from "../../../console/server/aws/aws-traffic.ts";
import { type LogRow, MAX_ROWS, type ReadLog } from "../../../console/server/aws/log-reader.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { ok } from "../../../lambda/model/result.ts";
import { ACCESS_LOG, LoggedDeployment, PUSH_LOG } from "../../support/aws-logs/logged-deployment.ts";
import type { LogsServer } from "../../support/aws-logs/logs-server.ts";

const MINUTE_MS = 60_000;
const EVERY_MS = 60_000;

/** The start of a minute. */
const START_MS = Date.UTC(2026, 10, 28, 14, 0);

let nowMs = START_MS;
let deployment: LoggedDeployment;
let logs: LogsServer;
let traffic: AwsTraffic;

const start = async (): Promise<void> => {
  nowMs = START_MS;
  deployment = new LoggedDeployment(() => nowMs);
  logs = await deployment.serveLogs();
  let slept = 0;
  const read = createLogReader(LoggedDeployment.stack, {
    connectLogs: async () => logs.client,
    http: {
      now: () => slept,
      sleep: async (ms) => {
        slept += ms;
      },
    },
  });
  traffic = new AwsTraffic({ read, now: () => nowMs, everyMs: EVERY_MS });
};

const stop = () => logs.stop();

/** The operations that were called since, in order. */
const operations = () => logs.calls.map(({ operation }) => operation);

const INVALID = '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_count 1\nh_sum 1\n';

describe("pushes and refusals of a deployment", () => {
  beforeAll(async () => {
    await start();
    expect(await deployment.push({ body: "a 1\n" })).toBe(200);
    nowMs += MINUTE_MS;
    expect(await deployment.push({ body: "a 2\n", method: "POST" })).toBe(200);
    expect(await deployment.push({ body: "a 2\n", query: { dry_run: ["true"] } })).toBe(200);
    expect(await deployment.push({ method: "DELETE" })).toBe(202);
    for (let time = 0; time < 3; time++) {
      expect(await deployment.push({ body: INVALID, path: "/metrics/job/desktop-app/instance/a%2Fb" })).toBe(
        422,
      );
      nowMs += 1_000;
    }
    expect(await deployment.push({ client: "ci", path: "/metrics/job/other", body: "ci_x 1\n" })).toBe(403);
    expect(await deployment.push({ body: "{", headers: { "Content-Type": "application/json" } })).toBe(400);
    deployment.refuse(401, "UNAUTHORIZED");
    deployment.refuse(429, "THROTTLED", { client: "ci" });
    deployment.refuse(405, "-", { method: "PATCH" });
    deployment.refuse(502, "-", { client: "ci" });
    nowMs += 5_000;
    await traffic.look();
  });

  afterAll(stop);

  it("are counted by minute, without dry runs and DELETEs", () => {
    const byMinute = (last: number, before: number) => [...Array<number>(28).fill(0), before, last];
    expect(traffic.list()).toEqual({
      pushed: 2,
      refused: 9,
      medianMs: expect.any(Number),
      pushedByMinute: byMinute(1, 1),
      refusedByMinute: byMinute(9, 0),
    });
  });

  it("have the client, code, place, path and fix of each refusal, with equal ones folded", () => {
    const [invalid] = traffic.listRefusals().filter(({ status }) => status === 422);
    expect(invalid).toEqual({
      client: "desktop-app",
      status: 422,
      problem: "payload-invalid",
      method: "PUT",
      path: "/prod/metrics/job/desktop-app/instance/a%2Fb",
      detail: "The payload can be read but is not valid",
      issue: {
        code: "bucket-not-cumulative",
        detail: expect.stringMatching(/^The payload breaks the rule: /),
        line: 3,
        column: expect.any(Number),
        pointer: undefined,
      },
      issues: 1,
      fix: expect.stringMatching(/\.$/),
      count: 3,
      firstAt: new Date(START_MS + MINUTE_MS).toISOString(),
      lastAt: new Date(START_MS + MINUTE_MS + 2_000).toISOString(),
    });
  });

  it("start with the latest, and include the API's own answers", () => {
    const seen = traffic.listRefusals().map(({ client, status, problem }) => [client, status, problem]);
    expect(seen).toHaveLength(7);
    expect(seen.at(-1)).toEqual(["desktop-app", 422, "payload-invalid"]);
    expect(seen).toEqual(
      expect.arrayContaining([
        ["ci", 403, "group-not-granted"],
        ["desktop-app", 400, "payload-unreadable"],
        [undefined, 401, "credential-invalid"],
        ["ci", 429, "rate-exceeded"],
        [undefined, 405, "method-not-allowed"],
        ["ci", 502, ""],
      ]),
    );
    expect(traffic.listRefusals().find(({ status }) => status === 502)).toMatchObject({
      detail: "the log does not say why",
      fix: undefined,
    });
  });

  it("tell their age, and how many bytes the queries scanned", () => {
    expect(traffic.part()).toEqual({
      name: "requests",
      state: "good",
      text: expect.stringMatching(
        /^read from the logs every 60 s while this page is open; the last reading scanned \d+ KiB$/,
      ),
      seenAt: new Date(nowMs).toISOString(),
      groups: [],
    });
  });

  it("are read by queries of one log group each, so that permissions can name the group, and few, since each costs", () => {
    const queries = logs.calls.filter(({ operation }) => operation === "StartQuery");
    expect(queries.map(({ input }) => input["logGroupName"]).sort()).toEqual([
      ACCESS_LOG,
      PUSH_LOG,
      PUSH_LOG,
    ]);
    expect(new Set(operations())).toEqual(new Set(["DescribeLogGroups", "StartQuery", "GetQueryResults"]));
  });
});

describe("a second reading of the logs", () => {
  beforeEach(start);
  afterEach(stop);
  const look = async (): Promise<void> => {
    await traffic.look();
  };

  it("happens once a minute while a console is open, and covers the new time and two minutes before it", async () => {
    await deployment.push({ body: "a 1\n" });
    nowMs += 10_500;
    expect(traffic.part()).toMatchObject({ state: "waiting", seenAt: undefined });
    expect(traffic.list()).toBeUndefined();
    await Promise.all([look(), look()]);
    nowMs += EVERY_MS - 1;
    await look();
    const windowOf = (index: number) => {
      const { startTime, endTime } = logs.calls.filter(({ operation }) => operation === "StartQuery")[index]!
        .input;
      return [startTime, endTime].map((seconds) => Number(seconds) - START_MS / 1_000);
    };
    expect(operations().filter((operation) => operation === "StartQuery")).toHaveLength(3);
    expect(windowOf(0)).toEqual([-29 * 60, 11]);
    nowMs += 1;
    await deployment.push({ body: "a 2\n" });
    await look();
    expect(windowOf(3)).toEqual([-2 * 60, 71]);
    expect(operations().filter((operation) => operation === "DescribeLogGroups")).toHaveLength(2);
    // What both readings found is counted once.
    expect(traffic.list()).toMatchObject({ pushed: 2 });
    expect(traffic.changes).toBe(2);
    nowMs += 29 * MINUTE_MS;
    await look();
    expect(traffic.list()).toMatchObject({ pushed: 1 });
  });

  it("knows how often a group is pushed", async () => {
    for (let minute = 0; minute < 4; minute++) {
      await deployment.push({ body: "a 1\n", path: "/metrics/job/desktop-app/instance/x" });
      nowMs += MINUTE_MS;
    }
    const path = GroupingKey.of("desktop-app", [{ name: "instance", value: "x" }]).path;
    expect(traffic.ofGroup(path)).toEqual({ pushedByMinute: undefined, usualSeconds: undefined });
    await look();
    expect(traffic.ofGroup(path)).toEqual({
      pushedByMinute: [...Array<number>(25).fill(0), 1, 1, 1, 1, 0],
      usualSeconds: 60,
    });
    const other = traffic.ofGroup("/metrics/job@base64/eA");
    expect(other).toEqual({ pushedByMinute: Array<number>(30).fill(0), usualSeconds: undefined });
  });

  it("reports that there were more refusals than an answer holds, and shows no group whose pushes may be missing", async () => {
    const at = "2026-11-28 14:00:00.000";
    const row = {
      "bin(1m)": at,
      "@timestamp": at,
      requestId: "id",
      status: "401",
      isDryRun: "0",
      pushes: "1",
    };
    const rows = Array<LogRow>(MAX_ROWS).fill(row);
    const read = async () => ok({ rows, scannedBytes: 0 });
    traffic = new AwsTraffic({ read, now: () => nowMs, everyMs: EVERY_MS });
    await look();
    expect(traffic.part().text).toContain("only the latest are here");
    expect(traffic.ofGroup("/metrics/job@base64/eA").pushedByMinute).toBeUndefined();
    nowMs += 30 * MINUTE_MS;
    expect(traffic.ofGroup("/metrics/job@base64/eA").pushedByMinute).toHaveLength(30);
  });

  it("asks for pushes without their groups only while an answer has no room for all groups", async () => {
    const at = "2026-11-28 13:59:00.000";
    const one = { "bin(1m)": at, isDryRun: "0", method: "PUT", medianMs: "7" };
    const texts: string[] = [];
    let groups = MAX_ROWS;
    const read: ReadLog = async ({ text, log }) => {
      texts.push(text);
      if (log === "access" || !text.includes("stats")) {
        return ok({ rows: [], scannedBytes: 1 });
      }
      return text.includes("group")
        ? ok({ rows: Array<LogRow>(groups).fill({ ...one, group: "g", pushes: "1" }), scannedBytes: 1 })
        : ok({ rows: [{ ...one, pushes: "12345" }], scannedBytes: 1 });
    };
    traffic = new AwsTraffic({ read, now: () => nowMs, everyMs: EVERY_MS });
    await look();
    expect(texts).toHaveLength(4);
    expect(traffic.list()).toMatchObject({ pushed: 12_345, medianMs: 7 });
    nowMs += 30 * MINUTE_MS;
    groups = MAX_ROWS - 1;
    await look();
    expect(texts).toHaveLength(7);
    expect(traffic.part()).toMatchObject({ state: "good", seenAt: new Date(nowMs).toISOString() });
  });

  it.each([
    [
      "StartQuery",
      `your credentials lack the permission logs:StartQuery for arn:aws:logs:eu-central-1:123456789012:log-group:${PUSH_LOG}:*; the output OperatorPolicy of the API stack has all that an operator needs`,
    ],
    ["DescribeLogGroups", "your credentials lack the permission logs:DescribeLogGroups for"],
    ["GetQueryResults", "your credentials lack the permission logs:GetQueryResults for"],
  ])("names the missing permission without %s, and works once it is granted", async (operation, text) => {
    await deployment.push({ body: "a 1\n" });
    logs.denied.add(operation);
    await look();
    expect(traffic.part()).toMatchObject({
      state: "unknown",
      seenAt: undefined,
      text: expect.stringContaining(text),
    });
    expect([traffic.list(), traffic.listRefusals()]).toEqual([undefined, []]);
    logs.denied.clear();
    nowMs += EVERY_MS;
    await look();
    expect(traffic.part().state).toBe("good");
    expect(traffic.list()).toMatchObject({ pushed: 1 });
  });

  it("keeps its data when a query fails, and reports it", async () => {
    await deployment.push({ body: "a 1\n" });
    await look();
    const seenAt = new Date(nowMs).toISOString();
    logs.outcome = "Failed";
    nowMs += EVERY_MS;
    await look();
    expect(traffic.part()).toMatchObject({
      state: "unknown",
      seenAt,
      text: expect.stringContaining("ended with Failed"),
    });
    expect(traffic.list()).toMatchObject({ pushed: 1 });
  });

  it("stops a query that takes too long, since it would continue to cost", async () => {
    logs.outcome = "Running";
    await look();
    expect(traffic.part().text).toContain("took more than 60 s");
    expect(operations().filter((operation) => operation === "StopQuery")).toHaveLength(3);
  });

  it("reports that nothing is deployed when the log groups do not exist", async () => {
    const read = createLogReader("pushgateway-proxy-other-api", {
      connectLogs: async () => logs.client,
      http: { now: () => 0, sleep: async () => {} },
    });
    traffic = new AwsTraffic({ read, now: () => nowMs, everyMs: EVERY_MS });
    await look();
    expect(traffic.part().text).toContain(
      "there is no log group pushgateway-proxy-other-api-PushFunctionLog…",
    );
  });
});
