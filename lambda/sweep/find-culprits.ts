import type { Finding } from "../agree/finding.ts";
import type { LiveState } from "../agree/live-state.ts";

/** Deleting more at once than this would be no healing. */
const MAX_CULPRITS = 20;

/**
 * Exact paths of the groups that break the scrape: those that contradict what is claimed (first push wins, so theirs was
 * the later one), the last pushed first.
 */
export const findCulprits = (findings: readonly Finding[], live: LiveState): readonly string[] => {
  const paths = new Set(findings.filter(({ isBreaking }) => isBreaking).flatMap(({ paths }) => [...paths]));
  const pushedAt = (path: string): number => live.groups.get(path)?.pushedAtMs ?? Number.POSITIVE_INFINITY;
  return [...paths]
    .sort((a, b) => pushedAt(b) - pushedAt(a))
    .slice(0, MAX_CULPRITS)
    .map((path) => live.groups.get(path)?.exactPath ?? path);
};
