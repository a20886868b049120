import type { ScannedGroup } from "../../store/store.ts";
import { orUnreadable } from "../store-outcomes.ts";
import { scanTable, type TablePorts } from "./dynamodb-calls.ts";
import { readGroupAttributes } from "./dynamodb-group-attributes.ts";

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

/**
 * The pages of several sources in the order of their arrival, while the next page of each source is being read. Rejects
 * with the first problem of any source.
 */
async function* mergePages<Page>(sources: readonly AsyncIterator<Page>[]): AsyncGenerator<Page> {
  const underWay = new Map(sources.map((source) => [source, takeNext(source)]));
  while (underWay.size > 0) {
    const { source, result } = await Promise.race(underWay.values());
    if (result.done) {
      underWay.delete(source);
    } else {
      underWay.set(source, takeNext(source));
      yield result.value;
    }
  }
}

const takeNext = <Page>(source: AsyncIterator<Page>) => {
  const taken = source.next().then((result) => ({ source, result }));
  // If the reader has stopped or another source has failed, no code awaits this promise, so a rejection is handled here.
  taken.catch(() => {});
  return taken;
};
