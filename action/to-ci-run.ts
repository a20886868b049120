import type { CiRun } from "../ci/ci-run.ts";
import { createGithubRun } from "../ci/hosts/github.ts";
import { readInput } from "./inputs.ts";
import type { Ports } from "./ports.ts";

/** The run of this job, as the runner describes it. */
export const toCiRun = ({ env, files, epochMs, http }: Ports): CiRun =>
  createGithubRun(
    { contexts: readInput(env, "run-contexts"), token: readInput(env, "token").trim() },
    { env, files, now: epochMs, send: http.send },
  );
