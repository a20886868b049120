import { claimsIn } from "../../model/glob.ts";
import type { Warning } from "../config-issue.ts";
import type { WrittenIssuer } from "../schema.ts";
import { findKnownIssuer, type KnownIssuer } from "./known-issuers.ts";

/** A public issuer signs tokens for everyone, so a right that does not name an owner applies to everyone's jobs. */
export const issuerOpen: Warning = ({ issuers }) =>
  issuers.flatMap(({ issuer, grants, reads }, index) => {
    const known = findKnownIssuer(issuer);
    if (known === undefined) {
      return [];
    }
    return [
      ...grants.flatMap(({ when }, place) =>
        namesOwner(when, known)
          ? []
          : [
              {
                path: ["issuers", index, "grants", place, "when"],
                text: `${known.name} signs tokens for everybody's jobs, and this grant does not say whose jobs it is for; ${nameOne(known)}`,
              },
            ],
      ),
      ...reads.flatMap((read, place) =>
        namesOwner(read.when, known) || isBoundToOwner(read, known)
          ? []
          : [
              {
                path: ["issuers", index, "reads", place],
                text: `${known.name} signs tokens for everybody's jobs, and this right to read does not say whose jobs it is for; under when ${nameOne(known)}`,
              },
            ],
      ),
    ];
  });

const nameOne = ({ owners }: KnownIssuer): string =>
  `name one of ${[...owners].filter((claim) => claim.endsWith("_id")).join(", ")}`;

const namesOwner = (when: Readonly<Record<string, string>>, { owners }: KnownIssuer): boolean =>
  Object.entries(when).some(([claim, pattern]) => owners.has(claim) && isOneOwner(claim, pattern));

/**
 * Whether all values that match are of one owner. With `acme/*` they are, but not with `acme*` or `12*`: others can have a
 * name or a number that begins in the same way. In `sub` colons end the owner, too, and in an address of email its domain
 * is the owner. `ci_config_ref_uri` begins with the host, which all owners share
 * (https://docs.gitlab.com/ci/secrets/id_token_authentication/).
 */
const isOneOwner = (claim: string, pattern: string): boolean =>
  !pattern.includes("*") ||
  /^[^*]*([^*:/]\/|:[^*:]+:)/.test(pattern.replace(/^gitlab\.com\//, "")) ||
  (claim === "user_email" && /@[^*@]+$/.test(pattern));

/** The token then reads only groups with that owner's name in their keys. */
const isBoundToOwner = (
  { job, grouping }: WrittenIssuer["reads"][number],
  { owners }: KnownIssuer,
): boolean =>
  [job, ...Object.entries(grouping).flatMap(([label, value]) => (label.endsWith("?") ? [] : [value]))].some(
    (pattern) => claimsIn(pattern).some((claim) => owners.has(claim)),
  );
