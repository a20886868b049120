import { quote } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { type Err, ok, type Result } from "../model/result.ts";
import { suggest } from "../model/suggestion.ts";

/** The query of an event: each name with its values, or null if there is none. */
export type Query = Readonly<Record<string, readonly string[] | undefined>> | null;

/**
 * Whether `?dry_run=` asks for a dry run. Any value except one `true` or `false` is refused with `query-invalid`,
 * because a misspelt dry run must not push.
 */
export const parseDryRun = (query: Query): Result<boolean, Refusal> => {
  const unknown = refuseUnknownParameter(query, ["dry_run"]);
  if (unknown !== undefined) {
    return unknown;
  }
  const values = query?.["dry_run"] ?? [];
  const [value = "false"] = values;
  return values.length > 1 || (value !== "true" && value !== "false")
    ? refuse("query-invalid", `dry_run is true or false, not ${quote(values.join(","))}`)
    : ok(value === "true");
};

/** Refuses a query parameter that is not in `known` with `query-invalid`, and suggests the nearest known one. */
export const refuseUnknownParameter = (query: Query, known: readonly string[]): Err<Refusal> | undefined => {
  const unknown = Object.keys(query ?? {}).find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : refuse("query-invalid", `unknown query parameter ${quote(unknown)}; ${advise(unknown, known)}`);
};

const advise = (unknown: string, known: readonly string[]): string => {
  const near = suggest(unknown, known);
  if (near !== undefined) {
    return `did you mean ${near}?`;
  }
  return known.length === 0
    ? "this path takes none: leave it out"
    : `leave it out, or use ${known.join(", ")}`;
};
