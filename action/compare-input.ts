import { GroupingKey, type GroupingLabel } from "../lambda/model/grouping-key.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { parseLabels } from "./labels-input.ts";
import type { Environment } from "./ports.ts";

/** The value of the input `compare`. */
export type CompareInput =
  | { readonly kind: "nothing" }
  /** The group of a pull request's base branch; in other runs the last values of the run's own group. */
  | { readonly kind: "base" }
  /** The group that differs in these labels. */
  | { readonly kind: "labels"; readonly labels: readonly GroupingLabel[] };

export const parseCompare = (text: string): Result<CompareInput, string> => {
  if (text === "") {
    return ok({ kind: "nothing" });
  }
  if (text === "base") {
    return ok({ kind: "base" });
  }
  const labels = parseLabels("compare", text);
  return labels.ok
    ? ok({ kind: "labels", labels: labels.value })
    : err(`${labels.error}; or write base, which is the branch that a pull request is for`);
};

/** The group to compare with. */
export interface BaseGroup {
  readonly key: GroupingKey;
  /** Its name in texts. */
  readonly title: string;
}

/** Undefined without a comparison. */
export const findBaseGroup = (
  compare: CompareInput,
  key: GroupingKey,
  env: Environment,
): Result<BaseGroup | undefined, string> => {
  switch (compare.kind) {
    case "nothing":
      return ok(undefined);
    case "labels":
      return ok(toBaseGroup(key, compare.labels));
    case "base": {
      const branch = env["GITHUB_BASE_REF"] || env["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] || "";
      return branch === "" ? ok(toBaseGroup(key, [])) : findBranchGroup(key, branch);
    }
  }
};

const findBranchGroup = (key: GroupingKey, branch: string): Result<BaseGroup, string> =>
  key.get("branch") === undefined
    ? err(
        "compare is base, and the group has no label branch: add branch=… to labels, as docs/ci.md of pushgateway-proxy shows",
      )
    : ok(toBaseGroup(key, [{ name: "branch", value: branch }]));

const toBaseGroup = (key: GroupingKey, labels: readonly GroupingLabel[]): BaseGroup => {
  const names = new Set(labels.map(({ name }) => name));
  const kept = key.labels.filter(({ name }) => !names.has(name));
  const base = GroupingKey.of(key.job, [...kept, ...labels]);
  const different = labels.filter(({ name, value }) => value !== "" && key.get(name) !== value);
  return {
    key: base,
    title:
      base.path === key.path ? "the last run" : different.map(({ value }) => value).join(", ") || "the base",
  };
};
