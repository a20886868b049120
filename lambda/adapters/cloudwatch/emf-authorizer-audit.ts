import type { AuthenticatePorts } from "../../authenticate/authenticate.ts";
import type { AuthorizerAudit } from "../../handlers/authorizer.ts";
import { toErrorField, type WriteEmfDocument } from "./emf-document.ts";

export interface EmfAuthorizerAudit {
  readonly outcome: AuthorizerAudit;
  readonly read: AuthenticatePorts<unknown>["onRead"];
}

/**
 * Writes each checked credential, and each read that the check made, as a separate line. The dimensions are closed lists and
 * ids of the configuration. No part of the credential is written.
 */
export const createEmfAuthorizerAudit = (write: WriteEmfDocument): EmfAuthorizerAudit => ({
  outcome: (outcome, requestId) => {
    const client = outcome.kind === "authenticated" ? outcome.caller.config.id : outcome.callerId;
    const reason = outcome.kind === "authenticated" ? "authenticated" : outcome.reason;
    write({
      message: "authorizations",
      dimensions: { client: client ?? "unknown", outcome: reason },
      metrics: { authorizations: 1 },
      fields: { requestId },
    });
  },
  read: ({ source, callerId, error }) =>
    write({
      message: "credentialReads",
      dimensions: { source, outcome: error === undefined ? "read" : "failed" },
      // An alarm counts these lines.
      metrics: {},
      fields: { client: callerId, ...(error !== undefined && { error: toErrorField(String(error)) }) },
    }),
});
