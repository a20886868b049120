import { parseTemplate } from "../authorize/glob.ts";
import type { Claims, Grant } from "../model/client.ts";

/**
 * Of all that a token says, what the grants ask for: nothing else leaves the authorizer. Numbers and booleans are
 * written as text; lists and mappings have no text that a glob could match, and are left out.
 */
export const namedClaims = (claims: Readonly<Record<string, unknown>>, grants: readonly Grant[]): Claims => {
  const named: [string, string][] = [];
  for (const name of claimNames(grants)) {
    const text = Object.hasOwn(claims, name) ? toText(claims[name]) : undefined;
    if (text !== undefined) named.push([name, text]);
  }
  return Object.fromEntries(named);
};

const claimNames = (grants: readonly Grant[]): ReadonlySet<string> =>
  new Set(
    grants.flatMap(({ when, job, grouping }) => [
      ...Object.keys(when),
      ...[job, ...grouping.map(({ value }) => value)].flatMap(claimsOfTemplate),
    ]),
  );

const claimsOfTemplate = (template: string): readonly string[] =>
  parseTemplate(template).flatMap((part) => (part.kind === "claim" ? [part.name] : []));

const toText = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
};
