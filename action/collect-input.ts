import type { CiRun, Scope } from "../ci/ci-run.ts";
import { toGroupLabels } from "../ci/ci-run.ts";
import type { CollectRequest } from "../ci/collect.ts";
import { parseSizePattern } from "../ci/collect-sizes.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { oneOf } from "./input-parsers.ts";

/** Each of its series costs money and attention. */
const MAX_PATTERNS = 32;

/** Reads `collect`, `junit` and `sizes`; undefined when none of them is given. `labels` are those of the group. */
export const parseCollect = (
  collect: string,
  junit: string,
  sizes: string,
  labels: string,
): Result<CollectRequest | undefined, string> => {
  const scope = parseScope(collect);
  if (!scope.ok) {
    return scope;
  }
  const patterns = { junit: splitLines(junit), sizes: splitLines(sizes) };
  for (const [name, { length }] of Object.entries(patterns)) {
    if (length > MAX_PATTERNS) {
      return err(`${name} has ${length} patterns, expected at most ${MAX_PATTERNS}`);
    }
  }
  const isAsked = scope.value !== undefined || patterns.junit.length + patterns.sizes.length > 0;
  return ok(
    isAsked
      ? {
          scope: scope.value,
          junit: patterns.junit,
          sizes: patterns.sizes.map(parseSizePattern),
          hasDefaultLabels: labels === "",
        }
      : undefined,
  );
};

const parseScope = (text: string): Result<Scope | undefined, string> =>
  text === "" ? ok(undefined) : oneOf("collect", text, ["job", "run"] as const);

const splitLines = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/**
 * The labels of the group, one `name=value` per line: the given ones, or those of the run if something is collected.
 */
export const toKeyLines = (
  labels: string,
  request: CollectRequest | undefined,
  run: CiRun | undefined,
): string => {
  if (labels !== "" || request === undefined || run === undefined) {
    return labels;
  }
  return Object.entries(toGroupLabels(run, request.scope ?? "job"))
    .map(([name, value]) => `${name}=${value.replace(/\s+/g, " ")}`)
    .join("\n");
};

/** A key with the pipeline's job would give the same job to each of its jobs. */
export const checkScope = (
  request: CollectRequest | undefined,
  key: Result<GroupingKey, string>,
): Result<CollectRequest | undefined, string> =>
  request?.scope === "run" && key.ok && key.value.get("task") !== undefined
    ? err("labels has task, which differs between the jobs of a run: leave it out, or give collect: job")
    : ok(request);
