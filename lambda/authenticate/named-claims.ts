import type { IssuerConfig } from "../config/proxy-config.ts";
import type { Claims } from "../model/glob.ts";
import { claimsIn } from "../model/glob.ts";
import type { KeyPattern } from "../model/key-pattern.ts";

/**
 * The claims that grants and rights to read name, and the claim that identifies a subject for its limits. No other
 * claim leaves the authorizer. Booleans and exact whole numbers become text. Other numbers are left out, because
 * different ones can become the same number when JSON is parsed. Lists and objects are left out, because a glob cannot
 * match them.
 */
export const namedClaims = (
  claims: Readonly<Record<string, unknown>>,
  { grants, reads, countPer }: Pick<IssuerConfig, "grants" | "reads" | "countPer">,
): Claims => {
  const named: [string, string][] = [];
  for (const name of claimNames([...grants, ...reads], countPer)) {
    const text = Object.hasOwn(claims, name) ? toText(claims[name]) : undefined;
    if (text !== undefined) {
      named.push([name, text]);
    }
  }
  return Object.fromEntries(named);
};

type Right = KeyPattern & { readonly when: Readonly<Record<string, string>> };

const claimNames = (rights: readonly Right[], countPer: string | undefined): ReadonlySet<string> => {
  const ofRights = rights.flatMap(({ when, job, grouping }) => [
    ...Object.keys(when),
    ...[job, ...grouping.map(({ value }) => value)].flatMap(claimsIn),
  ]);
  return new Set(countPer === undefined ? ofRights : [countPer, ...ofRights]);
};

const toText = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? String(value) : undefined;
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
};
