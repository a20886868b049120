import { err, ok, type Result } from "../lambda/model/result.ts";

type Parts<Whole> = { readonly [Name in keyof Whole]: Result<Whole[Name], string> };

/** The whole if every part is valid; else the issues of all parts, not only the first. */
export const allOk = <Whole extends object>(parts: Parts<Whole>): Result<Whole, readonly string[]> => {
  const entries = Object.entries<Result<unknown, string>>(parts);
  const issues = entries.flatMap(([, part]) => (part.ok ? [] : [part.error]));
  if (issues.length > 0) {
    return err(issues);
  }
  return ok(Object.fromEntries(entries.map(([name, part]) => [name, part.ok && part.value])) as Whole);
};
