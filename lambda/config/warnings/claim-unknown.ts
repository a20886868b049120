import { claimsIn } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import { suggest } from "../../model/suggestion.ts";
import type { ConfigPath, UnplacedIssue, Warning } from "../config-issue.ts";
import type { WrittenIssuer } from "../schema.ts";
import { findKnownIssuer, hasClaim, type KnownIssuer } from "./known-issuers.ts";

/** A claim that no token has makes its grant, or its right to read, match nothing. */
export const claimUnknown: Warning = ({ issuers }) =>
  issuers.flatMap(({ issuer, grants, reads }, index) => {
    const known = findKnownIssuer(issuer);
    if (known === undefined) {
      return [];
    }
    return [
      ...grants.flatMap((grant, place) => claimsOf(grant, ["issuers", index, "grants", place])),
      ...reads.flatMap((read, place) => claimsOf(read, ["issuers", index, "reads", place])),
    ]
      .filter(({ claim }) => !hasClaim(known, claim))
      .map((place) => describe(place, known));
  });

interface ClaimPlace {
  readonly claim: string;
  readonly path: ConfigPath;
  readonly isAtKey: boolean;
}

type WrittenRight = WrittenIssuer["reads"][number];

const claimsOf = ({ when, job, grouping }: WrittenRight, path: ConfigPath): readonly ClaimPlace[] => [
  ...Object.keys(when).map((claim) => ({ claim, path: [...path, "when", claim], isAtKey: true })),
  ...claimsOfPattern(job, [...path, "job"]),
  ...Object.entries(grouping).flatMap(([label, pattern]) =>
    claimsOfPattern(pattern, [...path, "grouping", label]),
  ),
];

const claimsOfPattern = (pattern: string, path: ConfigPath): readonly ClaimPlace[] =>
  claimsIn(pattern).map((claim) => ({ claim, path, isAtKey: false }));

const describe = ({ claim, path, isAtKey }: ClaimPlace, { name, claims }: KnownIssuer): UnplacedIssue => ({
  path,
  isAtKey,
  text: `${name} is not known to put a claim ${quote(claim)} into its tokens, and a claim that is missing matches nothing`,
  suggestion: suggest(claim, [...claims]),
});
