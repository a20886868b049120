import { parseTemplate, type TemplatePart } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import type { ConfigPath, UnplacedIssue, Warning } from "../config-issue.ts";
import type { WrittenIssuer } from "../schema.ts";
import { findKnownIssuer } from "./known-issuers.ts";

/**
 * A claim that shares its pattern with another claim or a star does not say where it ends. For instance `{group}-{name}` is
 * `a-b-c` for the group `a-b` and for the group `a`, so one of them can push to the other's group.
 */
export const claimJoined: Warning = ({ issuers }) =>
  issuers.flatMap(({ issuer, grants, reads }, index) => {
    const isKnown = findKnownIssuer(issuer) !== undefined;
    const rights = [
      ...grants.map((right, place) => ({ right, path: ["issuers", index, "grants", place] })),
      ...reads.map((right, place) => ({ right, path: ["issuers", index, "reads", place] })),
    ];
    return rights
      .flatMap(({ right, path }) => patternsOf(right, path))
      .filter(({ pattern }) => isAmbiguous(parseTemplate(pattern), isKnown))
      .map(describe);
  });

interface PlacedPattern {
  readonly pattern: string;
  readonly path: ConfigPath;
}

const patternsOf = (
  { job, grouping }: WrittenIssuer["reads"][number],
  path: ConfigPath,
): readonly PlacedPattern[] => [
  { pattern: job, path: [...path, "job"] },
  ...Object.entries(grouping).map(([label, pattern]) => ({ pattern, path: [...path, "grouping", label] })),
];

const describe = ({ pattern, path }: PlacedPattern): UnplacedIssue => ({
  path,
  text: `${quote(pattern)} joins a claim with another claim or a star, so tokens with different claims can match the same value; put each claim into a separate label, without a star`,
});

const isAmbiguous = (parts: readonly TemplatePart[], isKnown: boolean): boolean => {
  const open = parts.filter(
    (part, place) =>
      part.kind !== "text" && !(isKnown && endsByItself(part, parts[place - 1], parts[place + 1])),
  );
  const isAnyClaimJoined = parts.filter(({ kind }) => kind !== "text").length > 1;
  return isAnyClaimJoined && open.length > 1 && open.some(({ kind }) => kind === "claim");
};

/** Claims of GitHub Actions and GitLab.com that are whole numbers. */
const NUMBERS = /^(?!environment_node_id$)(.+_id|run_number|run_attempt)$/;

/**
 * Whether the text around a claim of a known issuer shows where the claim begins and ends: text that is no digit around a
 * number, and a slash after a repository of GitHub, which has exactly one slash.
 */
const endsByItself = (
  part: TemplatePart,
  before: TemplatePart | undefined,
  after: TemplatePart | undefined,
): boolean => {
  if (part.kind !== "claim") {
    return false;
  }
  return NUMBERS.test(part.name)
    ? isBorder(before, /[^0-9]$/) && isBorder(after, /^[^0-9]/)
    : part.name === "repository" && before === undefined && isBorder(after, /^\//);
};

const isBorder = (part: TemplatePart | undefined, border: RegExp): boolean =>
  part === undefined || (part.kind === "text" && border.test(part.text));
