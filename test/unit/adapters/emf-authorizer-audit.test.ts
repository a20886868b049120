import { describe, expect, it } from "@jest/globals";
import { createEmfAuthorizerAudit } from "../../../lambda/adapters/cloudwatch/emf-authorizer-audit.ts";
import { createEmfWriter } from "../../../lambda/adapters/cloudwatch/emf-document.ts";
import type { AuthenticationOutcome } from "../../../lambda/authenticate/authentication-outcome.ts";
import { createClientConfig } from "../../support/proxy-callers.ts";

/** CloudWatch accepts no metrics older than two weeks, and Powertools warns about them. */
const NOW = Date.now();

/** The written lines, parsed. Each must be one JSON document. */
const linesOf = (use: (audit: ReturnType<typeof createEmfAuthorizerAudit>) => void): readonly object[] => {
  const lines: string[] = [];
  use(
    createEmfAuthorizerAudit(
      createEmfWriter({
        environment: "production",
        write: (line) => lines.push(line),
        now: () => NOW,
      }),
    ),
  );
  for (const line of lines) {
    expect(line).toMatch(/^[^\n]*\n$/);
  }
  return lines.map((line) => JSON.parse(line) as object);
};

const metricOf = (name: string, dimensions: readonly string[]) => ({
  Timestamp: NOW,
  CloudWatchMetrics: [
    {
      Namespace: "PushgatewayProxy",
      Dimensions: [["environment", ...dimensions]],
      Metrics: [{ Name: name, Unit: "Count" }],
    },
  ],
});

const authenticated: AuthenticationOutcome = {
  kind: "authenticated",
  caller: {
    config: createClientConfig("ci"),
    claims: { ref: "refs/heads/secret-plan" },
    expiresAtSeconds: 1,
  },
};

describe("the authorizer's audit", () => {
  it("writes one line per checked credential, by client and outcome, without the caller's claims", () =>
    expect(linesOf(({ outcome }) => outcome(authenticated, "request-1"))).toEqual([
      {
        _aws: metricOf("authorizations", ["client", "outcome"]),
        message: "authorizations",
        authorizations: 1,
        environment: "production",
        client: "ci",
        outcome: "authenticated",
        requestId: "request-1",
      },
    ]));

  it.each<[string, AuthenticationOutcome, string, string]>([
    ["a refusal", { kind: "refused", reason: "token-wrong", callerId: "ci" }, "ci", "token-wrong"],
    [
      "a stranger",
      { kind: "refused", reason: "client-unknown", callerId: undefined },
      "unknown",
      "client-unknown",
    ],
    ["an outage", { kind: "unavailable", reason: "secret-store", callerId: "ci" }, "ci", "secret-store"],
  ])("counts %s", (_, outcome, client, reason) =>
    expect(linesOf((audit) => audit.outcome(outcome, "request-1"))).toMatchObject([
      { client, outcome: reason },
    ]),
  );

  it("logs reads of tokens and keys, and why they fail; an alarm counts these log lines", () =>
    expect(
      linesOf(({ read }) => {
        read({ source: "issuer-keys", callerId: "github", error: undefined });
        read({ source: "secret-store", callerId: "ci", error: new Error("down") });
        read({ source: "secret-store", callerId: "ci", error: new Error("x".repeat(2_000)) });
      }),
    ).toEqual([
      { ...READ, source: "issuer-keys", client: "github", outcome: "read" },
      { ...READ, source: "secret-store", client: "ci", outcome: "failed", error: "Error: down" },
      {
        ...READ,
        source: "secret-store",
        client: "ci",
        outcome: "failed",
        error: `Error: ${"x".repeat(993)}`,
      },
    ]));
});

const READ = { message: "credentialReads", environment: "production" };
