import type { Destination } from "../../destinations/destination.ts";
import { GroupingKey } from "../../model/grouping-key.ts";
import { during } from "../../model/outage.ts";
import { judgePage, type ReadScrapePage, type ScrapeHealth, toCutShort } from "../scrape-health.ts";
import { PushgatewayOutage, type PushgatewayReader } from "./seen-group.ts";

export interface HealthPorts {
  readonly readPage: ReadScrapePage;
  readonly reader: PushgatewayReader;
}

/**
 * Whether Prometheus gets a complete and valid page. A missing family may have been deleted before the page was made,
 * so only a family that the Pushgateway still holds afterwards counts as missing.
 */
export const checkHealth = (ports: HealthPorts, familyNames: ReadonlySet<string>): Promise<ScrapeHealth> =>
  checkPage(ports, familyNames).catch(during(PushgatewayOutage, { kind: "unread" } as const));

const checkPage = async (
  { readPage, reader }: HealthPorts,
  familyNames: ReadonlySet<string>,
): Promise<ScrapeHealth> => {
  const page = await readPage();
  const health = judgePage(page);
  const shown = new Set(page.names);
  const missing = [...familyNames].filter((name) => !shown.has(name));
  if (health.kind !== "valid" || missing.length === 0) {
    return health;
  }
  const held = await readFamilyNames(reader);
  const missed = missing.filter((name) => held.has(name));
  return missed.length === 0 ? health : toCutShort(missed);
};

const readFamilyNames = async (reader: PushgatewayReader): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  for await (const group of reader.readGroups()) {
    if (group.kind === "group") {
      for (const { name } of group.families) {
        names.add(name);
      }
    }
  }
  return names;
};

/**
 * The JSON shows a key that is not UTF-8 with U+FFFD, which would be another group. The page that such a group breaks
 * names its real path.
 */
export const withoutReplacedPaths = (foreign: readonly string[], health: ScrapeHealth): readonly string[] =>
  health.kind === "invalid" && health.unreadable.length > 0
    ? foreign.filter((path) => !isReplaced(path))
    : foreign;

const isReplaced = (path: string): boolean => {
  const key = GroupingKey.ofPath(path);
  return (
    key !== undefined &&
    [key.job, ...key.labels.map(({ value }) => value)].some((value) => value.includes("\uFFFD"))
  );
};

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
  mode: "off" | "on" | "force",
  { destination }: { readonly destination: Destination },
  { relayTimeoutMs }: { readonly relayTimeoutMs: number },
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
