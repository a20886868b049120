/** DynamoDB as the registry uses it, without its conditions: one caller at a time has nobody to conflict with. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AttributeValue, Update } from "@aws-sdk/client-dynamodb";

type Attributes = Record<string, AttributeValue>;

interface Input {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Attributes[] }>>;
  readonly TransactItems?: readonly {
    readonly Put?: { readonly Item: Attributes };
    readonly Delete?: { readonly Key: Attributes };
    readonly Update?: Update;
  }[];
  readonly ExclusiveStartKey?: Attributes;
}

/** Pages of a scan end at 1 MB; an item of the registry has some 300 bytes. */
const PAGE_ITEMS = 3_000;

export const createDynamodb = (): Server => {
  const items = new Map<string, Attributes>();
  return createServer(async (request, response) => {
    const action = String(request.headers["x-amz-target"]).split(".").at(-1);
    const output = act(items, action, JSON.parse(await readBody(request)) as Input);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(output));
  });
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const keyOf = (attributes: Attributes | undefined): string => attributes?.["pk"]?.S ?? "";

const act = (items: Map<string, Attributes>, action: string | undefined, input: Input): object => {
  switch (action) {
    case "BatchGetItem":
      return batchGet(items, input);
    case "TransactWriteItems":
      return transact(items, input);
    case "Scan":
      return scan(items, input);
    default:
      throw new TypeError(`the registry never calls ${action}`);
  }
};

const batchGet = (items: ReadonlyMap<string, Attributes>, { RequestItems = {} }: Input): object => ({
  Responses: Object.fromEntries(
    Object.entries(RequestItems).map(([table, { Keys }]) => [
      table,
      Keys.map((key) => items.get(keyOf(key))).filter((item) => item !== undefined),
    ]),
  ),
});

const transact = (items: Map<string, Attributes>, { TransactItems = [] }: Input): object => {
  for (const { Put, Delete, Update } of TransactItems) {
    if (Put !== undefined) items.set(keyOf(Put.Item), Put.Item);
    if (Delete !== undefined) items.delete(keyOf(Delete.Key));
    if (Update !== undefined) add(items, Update);
  }
  return {};
};

/** `SET` of what is given, `ADD` of groups and series: the one update that the registry makes. */
const add = (
  items: Map<string, Attributes>,
  { Key, ExpressionAttributeValues: values = {} }: Update,
): void => {
  const before = items.get(keyOf(Key)) ?? {};
  const sum = (name: string): AttributeValue => ({
    N: String(Number(before[name]?.N ?? 0) + Number(values[`:${name}`]?.N)),
  });
  const set = Object.entries(values).map(([name, value]) => [name.slice(1), value]);
  items.set(keyOf(Key), { ...Key, ...Object.fromEntries(set), groups: sum("groups"), series: sum("series") });
};

const scan = (items: ReadonlyMap<string, Attributes>, { ExclusiveStartKey }: Input): object => {
  const keys = [...items.keys()];
  const start = ExclusiveStartKey === undefined ? 0 : keys.indexOf(keyOf(ExclusiveStartKey)) + 1;
  const Items = keys.slice(start, start + PAGE_ITEMS).map((key) => items.get(key));
  const isLast = start + PAGE_ITEMS >= keys.length;
  return { Items, ...(!isLast && { LastEvaluatedKey: { pk: { S: keys[start + PAGE_ITEMS - 1] } } }) };
};
