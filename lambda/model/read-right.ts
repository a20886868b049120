import type { Claims } from "./glob.ts";
import {
  type BoundKeyPattern,
  bindKeyPattern,
  type ClaimPatterns,
  type KeyPattern,
  onlyGiven,
} from "./key-pattern.ts";

/**
 * A right to read the groups whose keys match, one at a time. No right to push gives it. The parsed form of an entry of
 * `reads` in `proxy.yaml`.
 */
export interface ReadRight extends KeyPattern {
  readonly when: ClaimPatterns;
}

/** A right to read with the caller's claims filled in. */
export interface BoundReadRight extends BoundKeyPattern {
  readonly right: ReadRight;
}

/** The rights whose `when` matches the caller's claims, with the claims filled in. */
export const bindReads = (reads: readonly ReadRight[], claims: Claims): readonly BoundReadRight[] =>
  onlyGiven(reads, claims).map((right) => ({ right, ...bindKeyPattern(right, claims) }));

/** A right to read the page of all groups whose job matches. No other right includes it. */
export interface ScrapeRight {
  /** Globs over the decoded job. The job of the proxy's own metrics must be named literally. */
  readonly jobs: readonly string[];
}
