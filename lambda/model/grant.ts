import { type Claims, type Glob, parseGlob } from "./glob.ts";
import {
  type BoundKeyPattern,
  bindKeyPattern,
  type ClaimPatterns,
  type KeyPattern,
  onlyGiven,
} from "./key-pattern.ts";
import type { Method } from "./push-request.ts";

/** A right to push. Everything without a grant is refused. The parsed form of an entry of `grants` in `proxy.yaml`. */
export interface Grant extends KeyPattern {
  readonly when: ClaimPatterns;
  readonly methods: readonly Method[];
  /** Globs over family names; one must match. */
  readonly metrics: readonly string[];
  /** The grant allows only dry runs. */
  readonly dryRunOnly: boolean;
}

/** A grant with the caller's claims filled in. */
export interface BoundGrant extends BoundKeyPattern {
  readonly grant: Grant;
  readonly methods: readonly Method[];
  readonly metrics: readonly Glob[];
}

/** The grants whose `when` matches the caller's claims, with the claims filled in. */
export const bindGrants = (grants: readonly Grant[], claims: Claims): readonly BoundGrant[] =>
  onlyGiven(grants, claims).map((grant) => bindGrant(grant, claims));

/**
 * A grant that names no claim is the same for every caller, so it is bound once. The cache cannot leak, since grants
 * belong to the configuration.
 */
const bindGrant = (grant: Grant, claims: Claims): BoundGrant => {
  const known = CLAIMLESS.get(grant);
  if (known !== undefined) {
    return known;
  }
  const bound = bind(grant, claims);
  if (!namesClaims(grant)) {
    CLAIMLESS.set(grant, bound);
  }
  return bound;
};

const CLAIMLESS = new WeakMap<Grant, BoundGrant>();

const namesClaims = ({ job, grouping }: Grant): boolean =>
  [job, ...grouping.map(({ value }) => value)].some((pattern) => pattern.includes("{"));

const bind = (grant: Grant, claims: Claims): BoundGrant => ({
  grant,
  methods: grant.methods,
  metrics: grant.metrics.map(parseGlob),
  ...bindKeyPattern(grant, claims),
});
