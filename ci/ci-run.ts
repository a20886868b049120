import type { BranchClass } from "./branch-class.ts";
import type { CiMetric } from "./metrics.ts";

/** What is measured: the job that runs this, or the whole pipeline run, from its last job. */
export type Scope = "job" | "run";

/** The run of a pipeline that this process is part of, as its CI describes it. */
export interface CiRun {
  /** The repository as the CI's tokens name it, for the key of the group. */
  readonly repository: { readonly label: "repository" | "project"; readonly value: string };
  /** For a pull or merge request, its own branch. */
  readonly branch: string;
  readonly branchClass: BranchClass;
  /** The name of the pipeline, cut, since a repository may have several. */
  readonly pipeline: string | undefined;
  /** The job in the pipeline. */
  readonly task: string;
  readonly measure: (scope: Scope) => Promise<Measured>;
}

export interface Measured {
  readonly metrics: readonly CiMetric[];
  /** One line each, with the fix. */
  readonly warnings: readonly string[];
  /** The name of another job of the run that has the same default labels. Undefined: none is known. */
  readonly twin?: string | undefined;
}

/** Default labels of the group in addition to `job`. Jobs that run at the same time have different ones. */
export const toGroupLabels = (
  { repository, branch, pipeline, task }: CiRun,
  scope: Scope,
): Readonly<Record<string, string>> => ({
  [repository.label]: repository.value,
  branch,
  ...(pipeline !== undefined && { pipeline }),
  ...(scope === "job" && { task }),
});
