import { describe, expect, it } from "@jest/globals";
import { ACCESS_LOG_FORMAT } from "../../infra/constructs/access-log-format.ts";
import { createEmfAuditLog, createEmfReadLog } from "../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import { createEmfAuthorizerAudit } from "../../lambda/adapters/cloudwatch/emf-authorizer-audit.ts";
import { createEmfRemoteWriteReport } from "../../lambda/adapters/cloudwatch/emf-remote-write-report.ts";
import { createEmfSweepReport } from "../../lambda/adapters/cloudwatch/emf-sweep-report.ts";
import type { AuditRecord } from "../../lambda/model/audit-record.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { readLogAlarms } from "../support/alarm-values.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";
import { synthesize } from "../support/synthesize.ts";
import {
  AUDIT_RECORD,
  READ_RECORD,
  REMOTE_WRITE_REPORT,
  RUN_REPORT,
  writeLines,
} from "../support/written-metrics.ts";

const { clients } = createProxyConfig();
const config = createProxyConfig({
  clients: [...clients, { ...clients[0]!, id: "prometheus", scrape: { jobs: ["*"] } }],
  remoteWrite: [createRemoteWriteConfig({ name: "amp" })],
});
const alarms = readLogAlarms(synthesize(config).observability);

/** More than any alarm needs in five minutes. */
const OFTEN = 10;

const often = (lines: readonly string[]): readonly string[] =>
  Array.from({ length: OFTEN }, () => lines).flat();

const swept = (changes: Partial<RunReport>): readonly string[] =>
  writeLines((write) => createEmfSweepReport(write, config)({ ...RUN_REPORT, ...changes }));

const pushed = (outcome: AuditRecord["outcome"]): readonly string[] =>
  often(writeLines((write) => createEmfAuditLog(write)({ ...AUDIT_RECORD, outcome })));

const read = (isFailure: boolean): readonly string[] =>
  writeLines((write) => createEmfReadLog(write)({ ...READ_RECORD, isFailure }));

const sent = (changes: Partial<typeof REMOTE_WRITE_REPORT>): readonly string[] =>
  writeLines((write) =>
    createEmfRemoteWriteReport(write)({ ...REMOTE_WRITE_REPORT, ...changes, destination: "amp" }),
  );

const accessed = (fields: Readonly<Record<string, string>>): readonly string[] =>
  often([JSON.stringify({ ...JSON.parse(ACCESS_LOG_FORMAT), responseType: "-", ...fields })]);

const checked = (error: Error | undefined): readonly string[] =>
  writeLines((write) =>
    createEmfAuthorizerAudit(write).read({ source: "secret-store", callerId: "a", error }),
  );

const HEALTHY: readonly string[] = [
  ...swept({}),
  ...pushed("ok"),
  ...read(false),
  ...sent({}),
  ...accessed({ status: "200", resource: "/metrics/{proxy+}" }),
  ...checked(undefined),
  "9091 10.0.0.1 10.0.0.2",
];

/** The alarm of each condition that leaves lines, and the lines. */
const SITUATIONS: readonly (readonly [string, readonly string[]])[] = [
  ["relay-lagging", swept({ lag: { groups: 1, oldestMs: 600_000 } })],
  ["scrape-broken", swept({ health: { kind: "invalid", reason: "500", unreadable: [] } })],
  ["pushgateway-down", swept({ outcome: "pushgateway-unread", outage: "refused" })],
  ["sweep-store-failing", swept({ outcome: "store-unread", outage: "denied" })],
  ["sweep-store-failing", swept({ outcome: "partial", outage: "denied" })],
  ["store-went-back", swept({ storeBehind: ["/a"] })],
  ["foreign-groups", swept({ foreign: ["/a"] })],
  ["unreadable-items", swept({ unreadable: [{ key: "/a", reason: "damaged" }] })],
  ["unreadable-items", swept({ outcome: "opening", unreadable: [{ key: "/a", reason: "damaged" }] })],
  ["groups-refused", swept({ refused: ["/a"] })],
  ["clock-ahead", swept({ ahead: ["/a"] })],
  ["relay-failing", pushed("stored")],
  ["relay-refused", pushed("pushgateway-refused")],
  ["store-failing", pushed("store-unavailable")],
  ["capacity-exhausted", pushed("capacity-exhausted")],
  ["authorizer-failing", accessed({ status: "503", responseType: "AUTHORIZER_FAILURE" })],
  ["rate-exceeded", accessed({ status: "429", responseType: "THROTTLED", resource: "/metrics/{proxy+}" })],
  ["scrape-throttled", accessed({ status: "429", responseType: "THROTTLED", resource: "/metrics" })],
  ["scrape-failing", read(true)],
  ["persistence-failing", ['level=error msg="error persisting metrics" err="read-only file system"']],
  ["remote-write-late", sent({ outcome: "incomplete", lagMs: 300_000 })],
  ["remote-write-refused", sent({ dropped: { refused: 1, "too-large": 0, rejected: 0 } })],
  ["secrets-failing", checked(new Error("denied"))],
  // As writeBugLine writes it.
  ["bug", ['{"level":"ERROR","message":"bug"}']],
];

describe("what the functions log", () => {
  const breachedBy = (lines: readonly string[]): readonly string[] =>
    alarms.flatMap(({ name, breaches }) => (breaches(lines) ? [name] : []));

  it("breaches no alarm while all is well, and those of silence if there is nothing", () => {
    expect(breachedBy(HEALTHY)).toEqual([]);
    expect(breachedBy([])).toEqual(["pump-missing", "sweep-missing", "nobody-scrapes"]);
  });

  it.each(SITUATIONS)("breaches %s, and no other alarm, in its situation", (name, lines) => {
    expect(breachedBy([...HEALTHY, ...lines])).toEqual([name]);
  });

  it("is known for every alarm on it", () => {
    const silence = breachedBy([]);
    const named = new Set([...SITUATIONS.map(([name]) => name), ...silence]);
    expect([...named].sort()).toEqual(alarms.map(({ name }) => name).sort());
  });

  it("breaches the alarms of silence if runs do not do what they should", () => {
    const without = (part: string): readonly string[] => HEALTHY.filter((line) => !line.includes(part));
    expect(breachedBy([...without('"sweep"'), ...swept({ outcome: "opening" })])).toEqual(["sweep-missing"]);
    expect(breachedBy([...without('"remoteWrite"'), ...sent({ outcome: "incomplete" })])).toEqual([
      "pump-missing",
    ]);
  });
});
