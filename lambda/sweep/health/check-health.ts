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
