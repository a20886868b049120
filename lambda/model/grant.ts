import { bindGlob, type Claims, type Glob, matchesGlob, parseGlob } from "./glob.ts";
import type { Method } from "./push-request.ts";

/** A right to push. What no grant gives is refused. The parsed form of an entry of `grants` in `proxy.yaml`. */
export interface Grant {
  /** Claim name to glob: the grant is there only for tokens whose claims match all of them. */
  readonly when: Readonly<Record<string, string>>;
  readonly methods: readonly Method[];
  /** Glob over the decoded job, in which `{claim}` stands for the exact value of a claim. */
  readonly job: string;
  /** Every label of a key must be listed and match its glob; one that is not optional must be in the key. */
  readonly grouping: readonly GroupingPattern[];
  /** Globs over family names; one must match. */
  readonly metrics: readonly string[];
  /** The grant gives dry runs only. */
  readonly dryRunOnly: boolean;
}

export interface GroupingPattern {
  readonly label: string;
  readonly isOptional: boolean;
  /** Glob, in which `{claim}` stands for the exact value of a claim. */
  readonly value: string;
}

/** A grant with the caller's claims put in. A pattern whose claim is missing is undefined and matches nothing. */
export interface BoundGrant {
  readonly grant: Grant;
  readonly methods: readonly Method[];
  readonly job: Glob | undefined;
  readonly grouping: ReadonlyMap<string, BoundLabel>;
  readonly metrics: readonly Glob[];
}

export interface BoundLabel {
  readonly isOptional: boolean;
  readonly value: Glob | undefined;
}

/** The grants whose `when` matches the caller's claims, with the claims put in. A client with its own token has no claims. */
export const bindGrants = (grants: readonly Grant[], claims: Claims): readonly BoundGrant[] =>
  grants.filter((grant) => isGivenTo(grant, claims)).map((grant) => bindGrant(grant, claims));

const isGivenTo = ({ when }: Grant, claims: Claims): boolean =>
  Object.entries(when).every(([claim, pattern]) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    return value !== undefined && matchesGlob(parseGlob(pattern), value);
  });

/**
 * A grant that names no claim is the same for every caller, so it is bound once. Grants belong to the configuration and live as
 * long as it does.
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
  job: bindGlob(grant.job, claims),
  grouping: new Map(
    grant.grouping.map(({ label, isOptional, value }) => [
      label,
      { isOptional, value: bindGlob(value, claims) },
    ]),
  ),
  metrics: grant.metrics.map(parseGlob),
});
