import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { ScannedGroup } from "../../store/store.ts";
import { orUnreadable } from "../store-outcomes.ts";
import { type Attributes, type CallPorts, callRead } from "./dynamodb-calls.ts";
import { readGroupAttributes } from "./dynamodb-group-attributes.ts";
import { mergePages } from "./merge-pages.ts";

interface ScanPorts extends CallPorts {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Asks only for what the push function may read (infra/constructs/store-tables.ts). */
export const isEmpty = async (ports: ScanPorts): Promise<boolean> => {
  let start: Attributes | undefined;
  do {
    const command = new ScanCommand({
      TableName: ports.table,
      ConsistentRead: true,
      Limit: 1,
      Select: "SPECIFIC_ATTRIBUTES",
      ProjectionExpression: "pk",
      ExclusiveStartKey: start,
    });
    const page = await callRead(ports, (options) => ports.client.send(command, options));
    if ((page.Items ?? []).length > 0) {
      return false;
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return true;
};

/**
 * The segments of a scan. A page has at most 1 MB: page by page, a large table would take longer to read than to send.
 */
const SEGMENTS = 4;

export const scan = (ports: ScanPorts): AsyncIterable<readonly ScannedGroup[]> =>
  mergePages(Array.from({ length: SEGMENTS }, (_, segment) => scanSegment(ports, segment)));

async function* scanSegment(ports: ScanPorts, segment: number): AsyncGenerator<readonly ScannedGroup[]> {
  let start: Attributes | undefined;
  do {
    const command = new ScanCommand({
      TableName: ports.table,
      ConsistentRead: true,
      Segment: segment,
      TotalSegments: SEGMENTS,
      ExclusiveStartKey: start,
    });
    const page = await callRead(ports, (options) => ports.client.send(command, options));
    const items = (page.Items ?? []).map((item) =>
      orUnreadable(item["p"]?.S ?? item["pk"]?.S ?? "", () => readGroupAttributes(item)),
    );
    if (items.length > 0) {
      yield items;
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
