import type { RouteKind } from "../../../infra/routes.ts";
import type { ProblemCode } from "../../../lambda/model/catalogue.ts";

/** `elsewhere`: at paths and methods that the document does not have. */
type Place = RouteKind | "elsewhere";

const PUSHES = ["push", "delete"] as const satisfies readonly Place[];
const GUARDED = ["push", "delete", "ready"] as const satisfies readonly Place[];
const ALL = ["push", "delete", "ready", "healthy"] as const satisfies readonly Place[];

/** Which operations can answer with a code. A code that is new in the catalogue does not compile before it has a place. */
export const CODE_PLACES: Readonly<Record<ProblemCode, readonly Place[]>> = {
  "request-malformed": ALL,
  "path-invalid": PUSHES,
  "query-invalid": GUARDED,
  "body-corrupt": ["push"],
  "payload-unreadable": ["push"],
  "credential-invalid": GUARDED,
  "group-not-granted": PUSHES,
  "metrics-not-granted": ["push"],
  "address-blocked": ALL,
  // Many clients fold a dot segment: who pushes the job ".." asks for another path.
  "route-unknown": ["push", "delete", "elsewhere"],
  "method-not-allowed": ["elsewhere"],
  "group-unknown": ["elsewhere"],
  "gzip-required": ["elsewhere"],
  "contract-conflict": ["push"],
  "body-too-large": PUSHES,
  "group-too-large": ["push"],
  "path-too-long": PUSHES,
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
  "store-unavailable": PUSHES,
  "store-opening": PUSHES,
  "page-too-large": ["elsewhere"],
  "page-timed-out": ["elsewhere"],
  "capacity-exhausted": ["push"],
};

/** Codes that only the gateway answers with, and it does not look at Accept: always `application/problem+json`. */
export const GATEWAY_CODES: ReadonlySet<ProblemCode> = new Set([
  "request-malformed",
  "address-blocked",
  "route-unknown",
  "method-not-allowed",
  "rate-exceeded",
  "service-unavailable",
  "authorizer-unavailable",
]);
