import { GroupingKey } from "../../model/grouping-key.ts";
import type { RunTimes } from "../../store/run-times.ts";
import { repair } from "../repair/repair.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { RunReport } from "../run/run-report.ts";
import type { RunSettings } from "../run/run-settings.ts";
import type { Scan } from "../scan/read-all.ts";
import { checkHealth } from "./check-health.ts";
import type { ScrapeHealth } from "./scrape-health.ts";
import { hasReplaced } from "./unreadable-groups.ts";

/**
 * Makes the page valid as far as the settings allow.
 *
 * @param found the page's health before this
 * @param pushedPast paths of groups that were pushed past the proxy
 */
export const heal = async (
  scan: Scan,
  found: ScrapeHealth,
  pushedPast: readonly string[],
  ports: RunPorts,
  { heal: mode, times }: RunSettings,
): Promise<Pick<RunReport, "foreign" | "health" | "relayedAgain" | "healed" | "isHealHeldBack">> => {
  const foreign = withoutReplacedPaths(pushedPast, found);
  const restored = await restorePage(found, foreign, scan, ports, times);
  const { health } = restored;
  const suspects = [...(health.kind === "invalid" ? health.unreadable : []), ...foreign];
  const { size } = scan.seen.groups;
  const isMass = size >= MIN_GROUPS_TO_HOLD_BACK && suspects.length > size / 2;
  return mode === "off" || (isMass && mode !== "force")
    ? { ...restored, foreign, healed: [], isHealHeldBack: isMass && mode === "on" }
    : { ...restored, foreign, healed: await deleteAll(suspects, ports, times), isHealHeldBack: false };
};

/** With at least this many groups, deleting more than half of them needs an operator's `--force`. */
const MIN_GROUPS_TO_HOLD_BACK = 20;

/**
 * The JSON shows a key that is not UTF-8 with U+FFFD, which would be another group. The page that such a group breaks
 * names its real path.
 */
const withoutReplacedPaths = (foreign: readonly string[], health: ScrapeHealth): readonly string[] =>
  health.kind === "invalid" && health.unreadable.length > 0
    ? foreign.filter((path) => !isReplaced(path))
    : foreign;

const isReplaced = (path: string): boolean => {
  const key = GroupingKey.ofPath(path);
  return key !== undefined && hasReplaced(key);
};

/**
 * A POST past the proxy changes a group and keeps its marker, so no difference is found, although the new content can
 * contradict other groups. If the page is invalid and neither a foreign group nor a damaged key explains it, all groups
 * are relayed again, and the page is checked again.
 */
const restorePage = async (
  health: ScrapeHealth,
  foreign: readonly string[],
  { groups, seen }: Scan,
  ports: RunPorts,
  times: RunTimes,
): Promise<Pick<RunReport, "health" | "relayedAgain">> => {
  if (health.kind !== "invalid" || health.unreadable.length > 0 || foreign.length > 0) {
    return { health, relayedAgain: 0 };
  }
  const all = [...groups.live.values()];
  await repair(all, groups, ports, times);
  return { health: await checkHealth(ports, seen.familyNames), relayedAgain: all.length };
};

/**
 * Deletes groups that can break the page: those that the page itself names as unreadable, and those that were pushed
 * past the proxy. Groups from the proxy cannot break it. Returns those that were deleted.
 */
const deleteAll = async (
  paths: readonly string[],
  { destination }: RunPorts,
  { relayTimeoutMs }: RunTimes,
): Promise<readonly string[]> => {
  const deleted: string[] = [];
  for (const path of paths) {
    if ((await destination.remove({ path }, relayTimeoutMs)).kind === "delivered") {
      deleted.push(path);
    }
  }
  return deleted;
};
