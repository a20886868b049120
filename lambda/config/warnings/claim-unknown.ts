import { claimsIn } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import { suggest } from "../../model/suggestion.ts";
import type { ConfigPath, UnplacedIssue, Warning } from "../config-issue.ts";
import type { WrittenIssuer } from "../schema.ts";
import { findKnownIssuer, hasClaim, type KnownIssuer } from "./known-issuers.ts";

/**
 * A claim that no token has makes its grant, or its right to read, match nothing. In `limits.per` it makes one subject of
 * all.
 */
export const claimUnknown: Warning = (config) => [
  ...findInCommonLimits(config),
  ...config.issuers.flatMap(({ issuer, grants, reads, limits }, index) => {
    const known = findKnownIssuer(issuer);
    if (known === undefined) {
      return [];
    }
    return [
      ...(limits?.per === undefined ? [] : [claimOfLimits(limits.per, ["issuers", index])]),
      ...grants.flatMap((grant, place) => claimsOf(grant, ["issuers", index, "grants", place])),
      ...reads.flatMap((read, place) => claimsOf(read, ["issuers", index, "reads", place])),
    ]
      .filter(({ claim }) => !hasClaim(known, claim))
      .map((place) => describe(place, known));
  }),
];

/** Reported once, for the first issuer that uses it. */
const findInCommonLimits: Warning = ({ issuers, limits: { per } }) => {
  if (per === undefined) {
    return [];
  }
  const known = issuers
    .filter(({ limits }) => limits?.per === undefined)
    .map(({ issuer }) => findKnownIssuer(issuer))
    .find((one) => one !== undefined && !hasClaim(one, per));
  return known === undefined ? [] : [describe(claimOfLimits(per, []), known)];
};

interface ClaimPlace {
  readonly claim: string;
  readonly path: ConfigPath;
  readonly isAtKey: boolean;
  /** What a claim that is missing does. @default matches nothing */
  readonly effect?: string;
}

const claimOfLimits = (claim: string, path: ConfigPath): ClaimPlace => ({
  claim,
  path: [...path, "limits", "per"],
  isAtKey: false,
  effect: "counts all subjects as one",
});

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

const describe = (
  { claim, path, isAtKey, effect = "matches nothing" }: ClaimPlace,
  { name, claims }: KnownIssuer,
): UnplacedIssue => ({
  path,
  isAtKey,
  text: `${name} is not known to put a claim ${quote(claim)} into its tokens, and a claim that is missing ${effect}`,
  suggestion: suggest(claim, [...claims]),
});
