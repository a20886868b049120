import type { RunTimes } from "../../store/run-times.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { RunSettings } from "../run/run-settings.ts";
import type { ScrapeHealth } from "./scrape-health.ts";

export interface Suspects {
  /** Groups that were pushed past the proxy. */
  readonly foreign: readonly string[];
  readonly health: ScrapeHealth;
  /** The number of groups at the Pushgateway. */
  readonly groups: number;
}

export interface HealOutcome {
  readonly healed: readonly string[];
  readonly isHealHeldBack: boolean;
}

/** With at least this many groups, deleting more than half of them needs an operator's `--force`. */
const MIN_GROUPS_TO_HOLD_BACK = 20;

/**
 * Deletes groups that can break the page: those that the page itself names as unreadable, and those that were pushed
 * past the proxy. Groups from the proxy cannot break it.
 */
export const heal = async (
  { foreign, health, groups }: Suspects,
  mode: RunSettings["heal"],
  { destination }: Pick<RunPorts, "destination">,
  { relayTimeoutMs }: Pick<RunTimes, "relayTimeoutMs">,
): Promise<HealOutcome> => {
  const suspects = [...(health.kind === "invalid" ? health.unreadable : []), ...foreign];
  const isMass = groups >= MIN_GROUPS_TO_HOLD_BACK && suspects.length > groups / 2;
  if (mode === "off" || (isMass && mode !== "force")) {
    return { healed: [], isHealHeldBack: isMass && mode === "on" };
  }
  const healed: string[] = [];
  for (const path of suspects) {
    const deleted = await destination.remove({ path }, relayTimeoutMs);
    if (deleted.kind === "delivered") {
      healed.push(path);
    }
  }
  return { healed, isHealHeldBack: false };
};
