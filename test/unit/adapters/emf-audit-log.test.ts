import { describe, expect, it } from "@jest/globals";
import { createEmfAuditLog } from "../../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import { createEmfWriter } from "../../../lambda/adapters/cloudwatch/emf-document.ts";
import type { AuditRecord } from "../../../lambda/model/audit-record.ts";

const RECORD: AuditRecord = {
  requestId: "3f0c0f1e-0000-4000-8000-000000000001",
  client: "desktop-app",
  method: "PUT",
  job: "desktop-app",
  group: "/metrics/job@base64/ZGVza3RvcC1hcHA/instance@base64/c2VjcmV0LWhvc3Q",
  isDryRun: false,
  outcome: "ok",
  issue: undefined,
  issues: 0,
  families: 11,
  series: 37,
  bytes: 3790,
  stageMs: { authenticate: 0.0123456, decode: 0.5, relay: 1.25 },
};

/** CloudWatch accepts no metrics older than two weeks, and Powertools warns about them. */
const NOW = Date.now();

/** The line of a record that the same process writes after the `earlier` ones. */
const write = (record: AuditRecord, ...earlier: readonly AuditRecord[]): string => {
  const lines: string[] = [];
  const writeRecord = createEmfAuditLog(
    createEmfWriter({
      environment: "production",
      write: (line) => lines.push(line),
      now: () => NOW,
    }),
  );
  for (const one of [...earlier, record]) {
    writeRecord(one);
  }
  expect(lines).toHaveLength(earlier.length + 1);
  return lines.at(-1) ?? "";
};

describe("createEmfAuditLog", () => {
  it("writes one line that is an Embedded Metric Format document and the audit record", () => {
    const line = write(RECORD);
    expect(line.endsWith("\n")).toBe(true);
    expect(JSON.parse(line)).toMatchObject({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [{ Dimensions: [["environment", "client", "outcome"]] }],
      },
      message: "push",
      environment: "production",
      client: "desktop-app",
      outcome: "ok",
      pushes: 1,
      series: 37,
      durationMs: 1.762,
      stageMs: { authenticate: 0.012, decode: 0.5, relay: 1.25 },
    });
  });

  it("writes nothing of the record before", () =>
    expect(write(RECORD, { ...RECORD, client: "other" }, RECORD)).toBe(write(RECORD)));

  it("has a value for each of its metrics and dimensions", () => {
    const document = JSON.parse(write({ ...RECORD, client: undefined }));
    const [{ Dimensions, Metrics }] = document._aws.CloudWatchMetrics;
    for (const name of [...Dimensions.flat(), ...Metrics.map(({ Name }: { Name: string }) => Name)]) {
      expect(document).toHaveProperty(name);
    }
  });

  it("shows a hash of the group instead of its label values", () => {
    const line = write(RECORD);
    expect(line).not.toContain("c2VjcmV0LWhvc3Q");
    expect(JSON.parse(line).group).toMatch(/^[\w-]{12}$/);
  });

  it("stays under 1.4 kB, whatever was pushed", () => {
    const line = write({
      ...RECORD,
      client: "x".repeat(64),
      job: "\u4e16".repeat(700),
      outcome: "pushgateway-unavailable",
      // The place of an issue in JSON contains a key of the payload.
      issue: `json-shape:/${"\u0001".repeat(256)}`,
      issues: 300_000,
      families: 100_000,
      series: 300_000,
      bytes: 4_194_304,
      stageMs: {
        authenticate: 100.1234,
        request: 100.1234,
        authorizeGroup: 100.1234,
        decode: 1_000.1234,
        validate: 1_000.1234,
        authorizeMetrics: 1_000.1234,
        store: 2_000.1234,
        relay: 2_000.1234,
      },
    });
    expect(Buffer.byteLength(line)).toBeLessThan(1_400);
  });
});
