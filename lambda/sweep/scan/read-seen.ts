import { during } from "../../model/outage.ts";
import { toNeedsOfSeen } from "../../store/contracts/needs.ts";
import { judgePage, type ReadScrapePage } from "../health/scrape-health.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { Unreadable } from "../run/run-report.ts";
import { ContractUsage } from "./contract-usage.ts";
import { PageScan } from "./page-scan.ts";
import {
  PushgatewayOutage,
  type PushgatewayReader,
  type SeenGroup,
  type UnreadableGroup,
} from "./seen-group.ts";

/** The groups of the Pushgateway by exact path, and the unreadable ones. */
export interface Seen {
  readonly groups: ReadonlyMap<string, Pick<SeenGroup, "markerMs">>;
  /** The families of the groups, to find out whether the page shows them all. Read from the page they would show nothing. */
  readonly familyNames: ReadonlySet<string>;
  readonly unreadable: readonly Unreadable[];
  /** Whether it was read from the page, which was valid. */
  readonly isPage: boolean;
}

/** What the Pushgateway has, and the entries that it uses. */
export interface SeenWithUsage {
  readonly seen: Seen;
  readonly usage: ContractUsage;
}

export interface SeenOnPage extends SeenWithUsage {
  /** The families on the page that a group has. */
  readonly families: ReadonlySet<string>;
}

/** Undefined: the page does not show everything, because it is not valid or has groups that were pushed past the proxy. */
export const readSeenOnPage = async (
  readPage: ReadScrapePage,
  trackedLabels: ReadonlySet<string>,
): Promise<SeenOnPage | undefined> => {
  const scan = new PageScan(trackedLabels);
  const page = await readPage((lines) => scan.add(lines)).catch(during(PushgatewayOutage, undefined));
  const { groups, usage, families } = scan;
  if (page === undefined || judgePage(page).kind !== "valid" || groups === undefined) {
    return undefined;
  }
  const seen = { groups, familyNames: NONE, unreadable: [], isPage: true };
  return { seen, usage, families };
};

const NONE: ReadonlySet<string> = new Set();

/** Reads all groups of the Pushgateway, one at a time. This costs it far more memory than its page. */
export const readSeen = async (
  reader: PushgatewayReader,
  trackedLabels: ReadonlySet<string>,
): Promise<SeenWithUsage> => {
  const usage = new ContractUsage();
  const groups = new Map<string, Pick<SeenGroup, "markerMs">>();
  const familyNames = new Set<string>();
  const unreadable: Unreadable[] = [];
  for await (const group of reader.readGroups()) {
    if (group.kind === "unreadable") {
      unreadable.push(toUnreadable(group));
      continue;
    }
    const { key, exactPath, markerMs, families } = group;
    groups.set(exactPath, { markerMs });
    usage.add(toNeedsOfSeen(families, key, trackedLabels), key.job);
    for (const { name } of families) {
      familyNames.add(name);
    }
  }
  return { seen: { groups, familyNames, unreadable, isPage: false }, usage };
};

/**
 * The groups by exact path. The page is enough, unless it is cut or shows no group for another reason. Undefined: the
 * Pushgateway does not answer.
 */
export const readMarkers = (
  ports: Pick<RunPorts, "reader" | "readPage">,
): Promise<Seen["groups"] | undefined> => readAllMarkers(ports).catch(during(PushgatewayOutage, undefined));

const readAllMarkers = async ({
  reader,
  readPage,
}: Pick<RunPorts, "reader" | "readPage">): Promise<Seen["groups"]> => {
  await reader.readStart();
  const onPage = (await readSeenOnPage(readPage, NONE))?.seen.groups;
  if (onPage !== undefined && onPage.size > 0) {
    return onPage;
  }
  return (await readSeen(reader, NONE)).seen.groups;
};

export const toUnreadable = ({ reason }: UnreadableGroup): Unreadable => ({
  key: "a group of the Pushgateway",
  reason,
});
