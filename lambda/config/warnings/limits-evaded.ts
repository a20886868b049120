import { claimsIn } from "../../model/glob.ts";
import type { Warning } from "../config-issue.ts";
import type { WrittenIssuer } from "../schema.ts";
import { findKnownIssuer, type KnownIssuer } from "./known-issuers.ts";

/**
 * Without `limits.per` each combination of the claims in a group has its own limits. So a person who may push branches
 * could use the limits of any number of refs, and fill the limits of all clients together.
 */
export const limitsEvaded: Warning = ({ issuers, limits }) =>
  issuers.flatMap((issuer, index) => {
    const known = findKnownIssuer(issuer.issuer);
    if (known === undefined || (issuer.limits?.per ?? limits.per) !== undefined) {
      return [];
    }
    const claims = issuer.grants.flatMap((grant) => chosenClaimsOf(grant, known));
    return claims.length === 0
      ? []
      : [
          {
            path: ["issuers", index],
            text: `limits count separately for each value of ${[...new Set(claims)].join(", ")}, which everybody who may run a job can choose; add limits: { per: ${ownerOf(known)} }`,
          },
        ];
  });

const chosenClaimsOf = (
  { when, methods, dryRunOnly, job, grouping }: WrittenIssuer["grants"][number],
  { chosen }: KnownIssuer,
): readonly string[] =>
  dryRunOnly || methods.every((method) => method === "DELETE")
    ? []
    : [job, ...Object.values(grouping)]
        .flatMap(claimsIn)
        .filter((claim) => chosen.has(claim) && (when[claim] ?? "*").includes("*"));

const ownerOf = ({ owners }: KnownIssuer): string =>
  owners.has("repository_id") ? "repository_id" : "project_id";
