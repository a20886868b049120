import type { Client, Limits } from "../../model/client.ts";
import { claimsIn } from "../../model/glob.ts";
import type { BoundGrant, Grant } from "../../model/grant.ts";
import type { Holding, Owner } from "../items.ts";

/**
 * The owner whose limits a push counts against: the client, or a subject of an issuer. The claim of `limits.per` identifies the
 * subject, or, without it, the claims that the first matching grant puts into the group. `grants` are never empty.
 */
export const ownerOf = (
  client: Pick<Client, "id" | "claims" | "countPer">,
  [first]: readonly Pick<BoundGrant, "grant">[],
): Owner => {
  const names = client.countPer === undefined ? boundClaimsOf(first!.grant) : [client.countPer];
  const subject = names.map((name) => `${name}=${escapeClaim(client.claims[name])}`).join("&");
  return subject === "" ? client.id : `${client.id}?${subject}`;
};

/** Doubles each &, since a single one stands between two claims. */
const escapeClaim = (value = ""): string => value.replaceAll("&", "&&");

/** Ascending, each once. */
const boundClaimsOf = (grant: Grant): readonly string[] => {
  const known = BOUND_CLAIMS.get(grant);
  if (known !== undefined) {
    return known;
  }
  const templates = [grant.job, ...grant.grouping.map(({ value }) => value)];
  const bound = [...new Set(templates.flatMap(claimsIn))].sort();
  BOUND_CLAIMS.set(grant, bound);
  return bound;
};

/** The cache cannot leak, since grants belong to the configuration. */
const BOUND_CLAIMS = new WeakMap<Grant, readonly string[]>();

/** The client or issuer of an owner. Its id contains no question mark. */
export const callerOf = (owner: Owner): string => owner.split("?", 1)[0]!;

/** The standing limits of an owner. */
export const toAllowed = ({ groups, totalSeries, totalBytes, totalNames }: Limits): Holding => ({
  groups,
  series: totalSeries,
  bytes: totalBytes,
  names: totalNames,
});
