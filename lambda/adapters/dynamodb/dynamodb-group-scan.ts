import type { ScannedGroup } from "../../store/store.ts";
import { orUnreadable } from "../store-outcomes.ts";
import { scanTable, type TablePorts } from "./dynamodb-calls.ts";
import { readGroupAttributes } from "./dynamodb-group-attributes.ts";
import { mergePages } from "./merge-pages.ts";

/** Asks only for what the push function may read (infra/constructs/store-tables.ts). */
export const isEmpty = async (ports: TablePorts): Promise<boolean> => {
  const keys = { Limit: 1, Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: "pk" } as const;
  return (await scanTable(ports, keys).next()).done === true;
};

/**
 * The segments of a scan. A page has at most 1 MB: page by page, a large table would take longer to read than to send.
 */
const SEGMENTS = 4;

export const scan = (ports: TablePorts): AsyncIterable<readonly ScannedGroup[]> =>
  mergePages(Array.from({ length: SEGMENTS }, (_, segment) => scanSegment(ports, segment)));

async function* scanSegment(ports: TablePorts, segment: number): AsyncGenerator<readonly ScannedGroup[]> {
  for await (const items of scanTable(ports, { Segment: segment, TotalSegments: SEGMENTS })) {
    yield items.map((item) =>
      orUnreadable(item["p"]?.S ?? item["pk"]?.S ?? "", () => readGroupAttributes(item)),
    );
  }
}
