/**
 * The kind of a run's branch or tag. There are three values, so that a label with it stays small however many branches
 * there are.
 */
export type BranchClass = "default" | "release" | "other";

export interface Ref {
  readonly name: string;
  readonly isTag: boolean;
  /** For a pull or merge request, whose branch never counts as the default one. */
  readonly isProposal: boolean;
  readonly defaultBranch: string | undefined;
}

/** `release/2`, `releases/2`, `release-2`, `v2`, `2.x`, `v2.1.x`, `1.0-stable`, `hotfix/2.0.1`. */
const RELEASE = /^(?:(?:releases?|rel|hotfix)[/-].+|v?\d+(?:\.(?:\d+|x))*(?:-stable)?)$/i;

export const classifyRef = ({ name, isTag, isProposal, defaultBranch }: Ref): BranchClass => {
  if (isProposal) {
    return "other";
  }
  if (isTag) {
    return "release";
  }
  if (name === defaultBranch) {
    return "default";
  }
  return RELEASE.test(name) ? "release" : "other";
};
