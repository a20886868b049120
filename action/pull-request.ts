import { readEvent } from "../ci/hosts/github-event.ts";
import type { Ports } from "./ports.ts";

interface PullRequestEvent {
  readonly pull_request?: {
    readonly number?: number;
    readonly head?: { readonly repo?: { readonly full_name?: string } | null };
    readonly base?: { readonly repo?: { readonly full_name?: string } };
  };
}

type EventPorts = Pick<Ports, "env" | "files">;

/** Whether the workflow runs for a pull_request with commits of another repository, or of a deleted one. */
export const isPullRequestOfFork = (ports: EventPorts): boolean => {
  if (ports.env["GITHUB_EVENT_NAME"] !== "pull_request") {
    return false;
  }
  const { head, base } = findPullRequest(ports);
  return base?.repo?.full_name !== undefined && head?.repo?.full_name !== base.repo.full_name;
};

/** The number of the workflow's pull request; undefined if it runs for something else. */
export const findPullRequestNumber = (ports: EventPorts): number | undefined => {
  const { number } = findPullRequest(ports);
  return Number.isSafeInteger(number) ? number : undefined;
};

const findPullRequest = (ports: EventPorts): NonNullable<PullRequestEvent["pull_request"]> =>
  (readEvent(ports) as PullRequestEvent).pull_request ?? {};
