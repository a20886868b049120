import type { AuthenticatePorts } from "../authenticate/authenticate.ts";
import type { AuthorizerAudit } from "../handlers/authorizer.ts";
import type { Clock } from "../model/clock.ts";
import { METRICS_NAMESPACE } from "./emf-audit-log.ts";

export interface EmfAuthorizerAudit {
  readonly outcome: AuthorizerAudit;
  readonly read: AuthenticatePorts<unknown>["onRead"];
}

/**
 * Writes each checked credential, and each read that the check made, as a line in CloudWatch's Embedded Metric Format.
 * The dimensions are closed lists and ids of the configuration; of the credential nothing is written.
 */
export const createEmfAuthorizerAudit = (write: (line: string) => void, now: Clock): EmfAuthorizerAudit => {
  const log = (metric: string, dimensions: Readonly<Record<string, string>>, fields: object): void => {
    const directives = [
      {
        Namespace: METRICS_NAMESPACE,
        Dimensions: [Object.keys(dimensions)],
        Metrics: [{ Name: metric, Unit: "Count" }],
      },
    ];
    const _aws = { Timestamp: now(), CloudWatchMetrics: directives };
    write(`${JSON.stringify({ _aws, message: metric, [metric]: 1, ...dimensions, ...fields })}\n`);
  };
  return {
    outcome: (outcome, requestId) => {
      const client = outcome.kind === "authenticated" ? outcome.caller.config.id : outcome.callerId;
      const reason = outcome.kind === "authenticated" ? "authenticated" : outcome.reason;
      log("authorizations", { client: client ?? "unknown", outcome: reason }, { requestId });
    },
    read: (source, outcome) => log("credentialReads", { source, outcome }, {}),
  };
};
