import { createEmfAuditLog, createEmfReadLog } from "../../lambda/adapters/cloudwatch/emf-audit-log.ts";
import { createEmfAuthorizerAudit } from "../../lambda/adapters/cloudwatch/emf-authorizer-audit.ts";
import { createEmfWriter, type WriteEmfDocument } from "../../lambda/adapters/cloudwatch/emf-document.ts";
import { createEmfRemoteWriteReport } from "../../lambda/adapters/cloudwatch/emf-remote-write-report.ts";
import { createEmfSweepReport } from "../../lambda/adapters/cloudwatch/emf-sweep-report.ts";
import type { RefusalReason } from "../../lambda/authenticate/authentication-outcome.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import type { AuditRecord } from "../../lambda/model/audit-record.ts";
import type { ReadRecord } from "../../lambda/page/read-record.ts";
import { NOTHING_SWEPT, type RunReport } from "../../lambda/sweep/run/run-report.ts";
import { createClientConfig } from "./proxy-callers.ts";
import { createProxyConfig } from "./proxy-config.ts";

/** The lines that the functions write to their logs. */
export const writeLines = (use: (write: WriteEmfDocument) => void): readonly string[] => {
  const lines: string[] = [];
  use(createEmfWriter({ environment: "test", write: (line) => lines.push(line), now: Date.now }));
  return lines;
};

/** A record of typical length. */
export const AUDIT_RECORD: AuditRecord = {
  requestId: "3f0c0f1e-0000-4000-8000-000000000001",
  client: "desktop-app",
  method: "PUT",
  job: "desktop-app",
  group: "/metrics/job@base64/ZGVza3RvcC1hcHA",
  isDryRun: false,
  outcome: "ok",
  issue: undefined,
  issues: 0,
  families: 11,
  series: 37,
  bytes: 3790,
  stageMs: {
    authenticate: 0.012,
    request: 0.023,
    authorizeGroup: 0.011,
    decode: 0.523,
    validate: 0.231,
    authorizeMetrics: 0.021,
    store: 0.112,
    relay: 1.25,
  },
};

/** A whole run that found nothing wrong. */
export const RUN_REPORT: RunReport = {
  ...NOTHING_SWEPT,
  mode: "apply",
  outcome: "whole",
  tookMs: 12,
  readTookMs: 4,
  groups: 3,
  series: 7,
  health: { kind: "valid" },
};

export const READ_RECORD: ReadRecord = {
  requestId: "3f0c0f1e-0000-4000-8000-000000000002",
  client: "prometheus",
  what: "page",
  outcome: "ok",
  isFailure: false,
  bytes: 6_000,
  groups: 3,
  unreadable: 0,
  durationMs: 12,
};

export const REMOTE_WRITE_REPORT: Omit<RemoteWriteReport, "destination"> = {
  shard: 0,
  outcome: "complete",
  protocol: "1.0",
  samples: 7,
  staleMarkers: 0,
  requests: 1,
  dropped: { refused: 0, "too-large": 0, rejected: 0 },
  refusedSeries: undefined,
  unsent: 0,
  problem: undefined,
  lagMs: 60_000,
  unreadable: 0,
  aheadMs: 0,
  tookMs: 12,
};

export interface Traffic {
  readonly callers: readonly string[];
  readonly pushOutcomes: readonly AuditRecord["outcome"][];
  /** Without `authenticated`. */
  readonly credentialOutcomes: readonly RefusalReason[];
  /** @default a Pushgateway */
  readonly config?: ProxyConfig;
  /** Of remote write. @default none */
  readonly destinations?: readonly string[];
}

/**
 * Every kind of line that a function writes: pushes, checked credentials, reads of them, a sweep, and runs of remote
 * write.
 */
export const writeAll = ({
  callers,
  pushOutcomes,
  credentialOutcomes,
  config = createProxyConfig(),
  destinations = [],
}: Traffic): readonly string[] =>
  writeLines((write) => {
    const audit = createEmfAuditLog(write);
    const authorizer = createEmfAuthorizerAudit(write);
    for (const client of callers) {
      for (const outcome of pushOutcomes) {
        audit({ ...AUDIT_RECORD, client, outcome });
      }
      const caller = { config: createClientConfig(client), claims: {}, expiresAtSeconds: 1 };
      authorizer.outcome({ kind: "authenticated", caller }, "id");
      for (const reason of credentialOutcomes) {
        authorizer.outcome({ kind: "refused", reason, callerId: client }, "id");
      }
    }
    for (const error of [undefined, new Error("down")]) {
      authorizer.read({ source: "secret-store", callerId: "ci", error });
    }
    createEmfSweepReport(write, config)(RUN_REPORT);
    createEmfReadLog(write)(READ_RECORD);
    for (const destination of destinations) {
      createEmfRemoteWriteReport(write)({ ...REMOTE_WRITE_REPORT, destination });
    }
  });

interface EmfLine {
  readonly [field: string]: unknown;
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** As CloudWatch bills them: each name once for each combination of dimensions and their values. */
export const billedMetrics = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines
      .map((line) => JSON.parse(line) as EmfLine)
      .flatMap((line) =>
        (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
          Dimensions.flatMap((names) =>
            Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${line[name]}`)].join(" ")),
          ),
        ),
      ),
  );
