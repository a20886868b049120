import { quote } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";

type Query = Readonly<Record<string, readonly string[] | undefined>>;

/** Whether `?dry_run=` asks for a dry run. Anything but one `true` or `false` is refused: a typo must not push. */
export const parseDryRun = (query: Query | null): Result<boolean, Refusal> => {
  const values = query?.["dry_run"] ?? [];
  const [value = "false"] = values;
  return values.length > 1 || (value !== "true" && value !== "false")
    ? refuse("query-invalid", `dry_run is true or false, not ${quote(values.join(","))}`)
    : ok(value === "true");
};
