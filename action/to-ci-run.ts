import type { CiRun } from "../ci/ci-run.ts";
import { createGithubRun } from "../ci/hosts/github.ts";
import { readInput } from "./inputs.ts";
import type { Ports } from "./ports.ts";

/** The run of this job, as the runner describes it. */
export const toCiRun = (ports: Ports): CiRun =>
  createGithubRun(
    {
      event: readEvent(ports),
      contexts: readInput(ports.env, "run-contexts"),
      token: readInput(ports.env, "token").trim(),
    },
    {
      env: ports.env,
      files: ports.files,
      now: ports.epochMs,
      send: ports.http.send,
    },
  );

const readEvent = ({ env, readFile }: Ports): string => {
  try {
    return Buffer.from(readFile(env["GITHUB_EVENT_PATH"] ?? "")).toString("utf8");
  } catch {
    return "";
  }
};
