import type { Ports } from "./ports.ts";

interface PullRequestEvent {
  readonly pull_request?: {
    readonly head?: { readonly repo?: { readonly full_name?: string } | null };
    readonly base?: { readonly repo?: { readonly full_name?: string } };
  };
}

/** Whether the workflow runs for a pull_request whose commits are of another repository, or of one that is no more. */
export const isPullRequestOfFork = ({ env, readFile }: Pick<Ports, "env" | "readFile">): boolean => {
  if (env["GITHUB_EVENT_NAME"] !== "pull_request") {
    return false;
  }
  try {
    const event = JSON.parse(Buffer.from(readFile(env["GITHUB_EVENT_PATH"] ?? "")).toString("utf8"));
    const { head, base } = (event as PullRequestEvent).pull_request ?? {};
    return base?.repo?.full_name !== undefined && head?.repo?.full_name !== base.repo.full_name;
  } catch {
    return false;
  }
};
