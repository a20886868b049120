/**
 * DynamoDB as the store uses it. It evaluates only the condition of the blind write, since a single caller has no other
 * conflicts.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { writeContractJson } from "../../../lambda/store/contracts/contract-json.ts";
import { OPEN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import type { OpenItem } from "../../../lambda/store/items.ts";

export const TABLES = { groups: "groups", contracts: "contracts" } as const;

type Attributes = Record<string, AttributeValue>;
type Items = Map<string, Attributes>;

interface Input {
  readonly TableName?: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Attributes[] }>>;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ExclusiveStartKey?: Attributes;
}

/** Pages of a scan end at 1 MB. A group of the sample has less than 1 KB. */
const PAGE_ITEMS = 1_000;

/** The open labels of a store that accepts pushes. Undefined for a store that was never opened. */
export const createDynamodb = (openLabels: Iterable<string> | undefined): Server => {
  const tables = new Map<string, Items>(Object.values(TABLES).map((table) => [table, new Map()]));
  if (openLabels !== undefined) {
    tables.get(TABLES.contracts)!.set(OPEN_KEY, toOpen(openLabels));
  }
  return createServer(async (request, response) => {
    const action = String(request.headers["x-amz-target"]).split(".").at(-1);
    const output = act(tables, action, JSON.parse(await readBody(request)) as Input);
    const isRefused = "__type" in output;
    response.writeHead(isRefused ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(output));
  });
};

const toOpen = (labels: Iterable<string>): Attributes => {
  const open: OpenItem = {
    kind: "open",
    table: TABLES.groups,
    opening: undefined,
    labels: new Map(Array.from(labels, (label) => [label, "open"] as const)),
  };
  return { pk: { S: OPEN_KEY }, v: { S: "1" }, j: { S: writeContractJson(open) } };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const keyOf = (attributes: Attributes | undefined): string => attributes?.["pk"]?.S ?? "";

const act = (tables: ReadonlyMap<string, Items>, action: string | undefined, input: Input): object => {
  const items = tables.get(input.TableName ?? "") ?? new Map<string, Attributes>();
  switch (action) {
    case "BatchGetItem":
      return batchGet(tables, input);
    case "GetItem":
      return { Item: items.get(keyOf(input.Key)) };
    case "PutItem":
      items.set(keyOf(input.Item), input.Item!);
      return {};
    case "DeleteItem":
      items.delete(keyOf(input.Key));
      return {};
    case "UpdateItem":
      return input.TableName === TABLES.groups ? overwrite(items, input) : addTo(items, input);
    case "Scan":
      return scan(items, input);
    default:
      throw new TypeError(`the store never calls ${action}`);
  }
};

const batchGet = (tables: ReadonlyMap<string, Items>, { RequestItems = {} }: Input): object => ({
  Responses: Object.fromEntries(
    Object.entries(RequestItems).map(([table, { Keys }]) => [
      table,
      Keys.map((key) => tables.get(table)?.get(keyOf(key))).filter((item) => item !== undefined),
    ]),
  ),
});

/** The blind write needs the same fingerprint, and no more bytes than counted. */
const overwrite = (items: Items, { Key, ExpressionAttributeValues: values = {} }: Input): object => {
  const held = items.get(keyOf(Key));
  const isSame =
    held?.["f"]?.S === values[":fingerprint"]?.S && Number(held?.["b"]?.N) >= Number(values[":bytes"]?.N);
  if (held === undefined || !isSame) {
    return { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", Item: held };
  }
  items.set(keyOf(Key), { ...held, c: values[":content"]!, t: values[":at"]!, i: values[":id"]! });
  return {};
};

/** A counter. */
const addTo = (items: Items, { Key, ExpressionAttributeValues: values = {} }: Input): object => {
  const before = items.get(keyOf(Key)) ?? {};
  const sum = (name: string, value: string): AttributeValue => ({
    N: String(Number(before[name]?.N ?? 0) + Number(values[value]?.N)),
  });
  const dimensions = ["groups", "series", "bytes", "names"].map((name) => [name, sum(name, `:${name}`)]);
  items.set(keyOf(Key), {
    ...Key,
    v: values[":version"]!,
    o: values[":of"]!,
    revision: sum("revision", ":raised"),
    ...Object.fromEntries(dimensions),
  });
  return {};
};

const scan = (items: Items, { ExclusiveStartKey }: Input): object => {
  const keys = [...items.keys()];
  const start = ExclusiveStartKey === undefined ? 0 : keys.indexOf(keyOf(ExclusiveStartKey)) + 1;
  const Items = keys.slice(start, start + PAGE_ITEMS).map((key) => items.get(key));
  const isLast = start + PAGE_ITEMS >= keys.length;
  return { Items, ...(!isLast && { LastEvaluatedKey: { pk: { S: keys[start + PAGE_ITEMS - 1] } } }) };
};
