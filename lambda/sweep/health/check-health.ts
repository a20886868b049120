import { GroupingKey } from "../../model/grouping-key.ts";
import { during } from "../../model/outage.ts";
import type { RunPorts } from "../run/run-ports.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../scan/seen-group.ts";
import { judgePage, type ScrapeHealth, toCutShort } from "./scrape-health.ts";

type HealthPorts = Pick<RunPorts, "readPage" | "reader">;

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
  return key !== undefined && hasReplaced(key);
};

/** Whether the key may have a value that is not UTF-8. */
export const hasReplaced = ({ job, labels }: GroupingKey): boolean =>
  [job, ...labels.map(({ value }) => value)].some((value) => value.includes("\uFFFD"));
