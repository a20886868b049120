import { checkScope, parseCollect, toKeyLines } from "../action/collect-input.ts";
import { parseKeyInputs } from "../action/labels-input.ts";
import { sendWithRetries } from "../action/request-with-retries.ts";
import type { CiRun } from "../ci/ci-run.ts";
import type { CollectRequest } from "../ci/collect.ts";
import { createGithubRun } from "../ci/hosts/github.ts";
import { createGitlabRun } from "../ci/hosts/gitlab.ts";
import type { CollectPorts } from "../ci/ports.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { CliPorts } from "./ports.ts";

/** The options of `push` that collect metrics, and those of the group, which have defaults in that case. */
export interface CollectOptions {
  readonly job?: string;
  readonly label?: readonly string[];
  readonly collect?: string;
  readonly junit?: readonly string[];
  readonly sizes?: readonly string[];
}

/** What is measured, and the group of the metrics. */
export interface CollectPlan {
  readonly key: GroupingKey;
  /** Undefined when nothing is collected. */
  readonly request: CollectRequest | undefined;
  /** Undefined if this is not a job of a known CI. */
  readonly run: CiRun | undefined;
}

export const planCollection = (options: CollectOptions, ports: CliPorts): Result<CollectPlan, string> => {
  const run = findCiRun(ports);
  const labels = (options.label ?? []).join("\n");
  const collect = parseCollect(
    options.collect ?? "",
    (options.junit ?? []).join("\n"),
    (options.sizes ?? []).join("\n"),
    labels,
  );
  const request = collect.ok ? collect.value : undefined;
  if (request?.scope !== undefined && run === undefined) {
    return err(
      "--collect measures jobs of GitHub Actions and GitLab, and this is neither: give times as name=value, for instance cicd_pipeline_run_duration_seconds=42",
    );
  }
  const job = options.job ?? (request === undefined ? "" : "ci");
  const key = parseKeyInputs(job, toKeyLines(labels, request, run));
  const checked = collect.ok ? checkScope(request, key) : collect;
  if (key.ok && checked.ok) {
    return ok({ key: key.value, request: checked.value, run });
  }
  return err([key, checked].flatMap((part) => (part.ok ? [] : [part.error])).join("\n"));
};

/** The run of this process, from the variables of its CI. */
const findCiRun = ({ env, files, epochMs, http }: CliPorts): CiRun | undefined => {
  const ports: CollectPorts = { env, files, now: epochMs, send: sendWithRetries(http) };
  if (env["GITLAB_CI"] === "true") {
    return createGitlabRun(ports);
  }
  return env["GITHUB_ACTIONS"] === "true"
    ? createGithubRun({ contexts: "", token: env["GITHUB_TOKEN"] ?? "" }, ports)
    : undefined;
};
