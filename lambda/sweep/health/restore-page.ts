import type { RunTimes } from "../../store/run-times.ts";
import { repair } from "../repair/repair.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { Scan } from "../scan/read-all.ts";
import { checkHealth } from "./check-health.ts";
import type { ScrapeHealth } from "./scrape-health.ts";

export interface RestoredPage {
  readonly health: ScrapeHealth;
  /** How many groups were relayed again. */
  readonly relayedAgain: number;
}

/**
 * A POST past the proxy changes a group and keeps its marker, so no difference is found, although the new content can
 * contradict other groups. If the page is invalid and neither a foreign group nor a damaged key explains it, all groups are relayed
 * again, and the page is checked again.
 */
export const restorePage = async (
  health: ScrapeHealth,
  foreign: readonly string[],
  { groups, seen }: Pick<Scan, "groups" | "seen">,
  ports: RunPorts,
  times: RunTimes,
): Promise<RestoredPage> => {
  if (health.kind !== "invalid" || health.unreadable.length > 0 || foreign.length > 0) {
    return { health, relayedAgain: 0 };
  }
  const all = [...groups.live.values()];
  await repair(all, groups, ports, times);
  return { health: await checkHealth(ports, seen.familyNames), relayedAgain: all.length };
};
