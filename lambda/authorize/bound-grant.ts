import type { Claims, Client, Grant } from "../model/client.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { Method, PushRequest } from "../model/push-request.ts";
import { bindGlob, type Glob, matchesGlob, parseGlob } from "./glob.ts";

/** What of a push decides whether its group is granted. */
export type GroupRequest = Pick<PushRequest, "method" | "key" | "isDryRun">;

/** A grant with the caller's claims put in. What a missing claim leaves undefined matches nothing. */
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

/** The grants whose `when` holds for the claims of the caller; for a client with a token of its own, all of them. */
export const boundGrantsOf = (client: Pick<Client, "grants" | "claims">): readonly BoundGrant[] =>
  client.grants.filter((grant) => isInForce(grant, client)).map((grant) => bindGrant(grant, client));

/**
 * Puts the caller's claims into a grant. A grant that names none is the same for every caller, and is prepared once: grants
 * are of the configuration and live as long as it does.
 */
export const bindGrant = (grant: Grant, { claims }: Pick<Client, "claims">): BoundGrant => {
  const known = CLAIMLESS.get(grant);
  if (known !== undefined) return known;
  const bound = bind(grant, claims);
  if (!namesClaims(grant)) CLAIMLESS.set(grant, bound);
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

export const isInForce = (grant: Grant, { claims }: Pick<Client, "claims">): boolean =>
  Object.entries(grant.when).every(([claim, pattern]) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    return value !== undefined && matchesGlob(parseGlob(pattern), value);
  });

export const matchesJob = ({ job }: BoundGrant, key: GroupingKey): boolean =>
  job !== undefined && matchesGlob(job, key.job);

/** Every label of the key is listed and matches, and every label that must be there is. */
export const matchesGrouping = (grant: BoundGrant, key: GroupingKey): boolean =>
  key.labels.every(({ name, value }) => allowsLabel(grant, name, value)) &&
  missingLabels(grant, key).length === 0;

/** Whether the grant lists the label and the value matches. */
export const allowsLabel = ({ grouping }: BoundGrant, name: string, value: string): boolean => {
  const pattern = grouping.get(name)?.value;
  return pattern !== undefined && matchesGlob(pattern, value);
};

export const missingLabels = ({ grouping }: BoundGrant, key: GroupingKey): readonly string[] =>
  [...grouping]
    .filter(([name, { isOptional }]) => !isOptional && key.get(name) === undefined)
    .map(([name]) => name);
