import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { AgreedPush, PermittedPush } from "../model/stages.ts";
import { adoptionIssues, adoptTypes } from "./adoption.ts";
import { toClaims } from "./claims.ts";
import { conflictIssues } from "./conflict-issues.ts";
import type { ClaimOutcome, Quota, Registry } from "./registry.ts";

type Refused = Exclude<ClaimOutcome, { kind: "agreed" }>;

/**
 * Sees to it that the push agrees with every other group, and records that it does: 409 when it does not, 429 or 503
 * when there is no room for it. A dry run records nothing, a DELETE has nothing to agree on. The push that it gives
 * has the types in force and may be sent until `validUntilMs`.
 */
export const agree = async (
  push: PermittedPush,
  registry: Registry,
  trackedLabels: ReadonlySet<string>,
): Promise<Result<AgreedPush, Refusal>> => {
  if (push.request.method === "DELETE") {
    return ok(toAgreedPush(push, { adopted: new Map(), validUntilMs: Number.POSITIVE_INFINITY }));
  }
  const claims = toClaims(push, trackedLabels);
  const outcome = await (push.request.isDryRun ? registry.check(claims) : registry.claim(claims));
  if (outcome.kind !== "agreed") {
    return refuseOutcome(outcome, push);
  }
  const issues = adoptionIssues(push.exposition, outcome.adopted);
  return issues.length === 0
    ? ok(toAgreedPush(push, outcome))
    : refuse("contract-conflict", ADOPTION, { issues });
};

const ADOPTION = "untyped samples would become a counter, which is in force, but their values are no counts";

/** The one place where a push passes this stage. */
const toAgreedPush = (
  push: PermittedPush,
  { adopted, validUntilMs }: Pick<Extract<ClaimOutcome, { kind: "agreed" }>, "adopted" | "validUntilMs">,
): AgreedPush => ({ ...push, exposition: adoptTypes(push.exposition, adopted), validUntilMs }) as AgreedPush;

const refuseOutcome = (outcome: Refused, push: PermittedPush): Result<never, Refusal> => {
  switch (outcome.kind) {
    case "conflict":
      return refuse(
        "contract-conflict",
        "the push disagrees with metrics that are already pushed: see errors",
        {
          issues: conflictIssues(outcome.conflicts, push.exposition),
        },
      );
    case "over-quota":
      return refuse(
        "quota-exceeded",
        `${push.client.id} holds ${QUOTA_WORDS[outcome.quota](outcome.held)} and may hold ${outcome.allowed}: ` +
          "delete groups that are no longer needed (what was deleted counts until it is swept), or push less",
        { retryAfterSeconds: QUOTA_RETRY_SECONDS },
      );
    case "full":
      return refuse(
        "capacity-exhausted",
        `the Pushgateway holds ${outcome.held} series of all clients and may hold ${outcome.allowed}`,
        { retryAfterSeconds: QUOTA_RETRY_SECONDS },
      );
    case "unavailable":
      return refuse("registry-unavailable", UNAVAILABLE_WORDS[outcome.reason], {
        retryAfterSeconds: outcome.retryAfterSeconds,
      });
  }
};

/** What a client holds becomes less only when the sweep has counted again, every five minutes. */
const QUOTA_RETRY_SECONDS = 300;

const QUOTA_WORDS = {
  groups: (held: number) => (held === 1 ? "1 group" : `${held} groups`),
  totalSeries: (held: number) => `${held} series`,
} as const satisfies Record<keyof Quota, (held: number) => string>;

const UNAVAILABLE_WORDS = {
  seeding: "the contract registry is being filled from the Pushgateway, which takes some seconds",
  unreachable: "the contract registry does not answer",
} as const;
