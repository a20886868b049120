import type { RouteKind } from "../../../infra/routes.ts";
import type { ProblemCode } from "../../../lambda/model/catalogue.ts";

/** `elsewhere`: at paths and methods that the document does not have. */
type Place = RouteKind | "elsewhere";

const PUSHES = ["push", "delete"] as const satisfies readonly Place[];
const READS = ["page", "group"] as const satisfies readonly Place[];
const GROUPS = ["push", "delete", "group"] as const satisfies readonly Place[];
const GUARDED = ["push", "delete", "page", "group", "ready"] as const satisfies readonly Place[];
const ALL = [...GUARDED, "healthy"] as const satisfies readonly Place[];

/** The operations that can answer with a code. A new code in the catalogue does not compile without an entry. */
export const CODE_PLACES: Readonly<Record<ProblemCode, readonly Place[]>> = {
  "request-malformed": ALL,
  "path-invalid": GROUPS,
  "query-invalid": GUARDED,
  "body-corrupt": ["push"],
  "payload-unreadable": ["push"],
  "credential-invalid": GUARDED,
  "group-not-granted": [...PUSHES, ...READS],
  "metrics-not-granted": ["push"],
  "cross-site-request": ["push"],
  "address-blocked": ALL,
  // Many clients resolve a dot segment, so a push to the job ".." requests another path.
  "route-unknown": [...GROUPS, "elsewhere"],
  "method-not-allowed": ["elsewhere"],
  "group-unknown": ["group"],
  "gzip-required": READS,
  "contract-conflict": ["push"],
  "body-too-large": PUSHES,
  "group-too-large": ["push"],
  "path-too-long": GROUPS,
  "content-type-unsupported": ["push"],
  "content-encoding-unsupported": ["push"],
  "payload-invalid": ["push"],
  "limit-exceeded": ["push"],
  "rate-exceeded": ALL,
  "quota-exceeded": ["push"],
  internal: GUARDED,
  "pushgateway-refused": ["push"],
  "service-unavailable": ALL,
  "pushgateway-unavailable": ["ready"],
  "authorizer-unavailable": GUARDED,
  "store-unavailable": [...PUSHES, ...READS],
  "store-opening": PUSHES,
  "page-too-large": READS,
  "page-timed-out": READS,
  "capacity-exhausted": ["push"],
};

/** Codes of the gateway only. It ignores Accept and always answers with `application/problem+json`. */
export const GATEWAY_CODES: ReadonlySet<ProblemCode> = new Set([
  "request-malformed",
  "address-blocked",
  "route-unknown",
  "method-not-allowed",
  "rate-exceeded",
  "service-unavailable",
  "authorizer-unavailable",
]);
