import type { Ports } from "./ports.ts";

interface PullRequestEvent {
  readonly pull_request?: {
    readonly number?: number;
    readonly head?: { readonly repo?: { readonly full_name?: string } | null };
    readonly base?: { readonly repo?: { readonly full_name?: string } };
  };
}

type EventPorts = Pick<Ports, "env" | "readFile">;

/** Whether the workflow runs for a pull_request with commits of another repository, or of a deleted one. */
export const isPullRequestOfFork = (ports: EventPorts): boolean => {
  if (ports.env["GITHUB_EVENT_NAME"] !== "pull_request") {
    return false;
  }
  const { head, base } = readEvent(ports).pull_request ?? {};
  return base?.repo?.full_name !== undefined && head?.repo?.full_name !== base.repo.full_name;
};

/** The number of the workflow's pull request; undefined if it runs for something else. */
export const findPullRequestNumber = (ports: EventPorts): number | undefined => {
  const number = readEvent(ports).pull_request?.number;
  return Number.isSafeInteger(number) ? number : undefined;
};

const readEvent = ({ env, readFile }: EventPorts): PullRequestEvent => {
  try {
    const event = JSON.parse(Buffer.from(readFile(env["GITHUB_EVENT_PATH"] ?? "")).toString("utf8"));
    return (event ?? {}) as PullRequestEvent;
  } catch {
    return {};
  }
};
