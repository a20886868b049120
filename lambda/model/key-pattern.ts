import { bindGlob, type Claims, type Glob, matchesGlob, parseGlob } from "./glob.ts";

/** The groups of a right. */
export interface KeyPattern {
  /** Glob over the decoded job. `{claim}` is replaced by the value of a claim. */
  readonly job: string;
  /** Every label of a key must be listed and match its glob; one that is not optional must be in the key. */
  readonly grouping: readonly GroupingPattern[];
}

export interface GroupingPattern {
  readonly label: string;
  readonly isOptional: boolean;
  /** Glob. `{claim}` is replaced by the value of a claim. */
  readonly value: string;
}

/** With the caller's claims filled in. A pattern whose claim is missing is undefined and matches nothing. */
export interface BoundKeyPattern {
  readonly job: Glob | undefined;
  readonly grouping: ReadonlyMap<string, BoundLabel>;
}

export interface BoundLabel {
  readonly isOptional: boolean;
  readonly value: Glob | undefined;
}

export const bindKeyPattern = ({ job, grouping }: KeyPattern, claims: Claims): BoundKeyPattern => ({
  job: bindGlob(job, claims),
  grouping: new Map(
    grouping.map(({ label, isOptional, value }) => [label, { isOptional, value: bindGlob(value, claims) }]),
  ),
});

/** From claim names to globs. The right applies only to tokens whose claims match all of them. */
export type ClaimPatterns = Readonly<Record<string, string>>;

/** The rights whose `when` matches the caller's claims. A client with its own token has no claims. */
export const onlyGiven = <Right extends { readonly when: ClaimPatterns }>(
  rights: readonly Right[],
  claims: Claims,
): readonly Right[] => rights.filter(({ when }) => matchesClaims(when, claims));

const matchesClaims = (when: ClaimPatterns, claims: Claims): boolean =>
  Object.entries(when).every(([claim, pattern]) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    return value !== undefined && matchesGlob(parseGlob(pattern), value);
  });
