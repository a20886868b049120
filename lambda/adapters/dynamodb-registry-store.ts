import {
  BatchGetItemCommand,
  type DynamoDBClient,
  ScanCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { BackOff } from "../agree/contract-registry.ts";
import {
  type AddChange,
  type Change,
  type ItemStore,
  type Stored,
  StoreOutage,
} from "../agree/item-store.ts";
import { counterKey, type ItemKey, keyOf } from "../agree/items.ts";
import { type Attributes, counterOwner, toAttributes, toStored } from "./dynamodb-registry-items.ts";

export interface DynamodbStorePorts {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly createVersion: () => string;
  readonly backOff: BackOff;
}

/** The registry's items in a table whose partition key is `pk`, and which has no other index. */
export const createDynamodbStore = (ports: DynamodbStorePorts): ItemStore => ({
  read: (keys) => readAll(keys, ports),
  transact: (changes) => transact(changes, ports),
  async *scan() {
    let start: Attributes | undefined;
    do {
      const page = await scanPage(start, ports);
      yield* (page.Items ?? []).map(toStored);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  },
});

/** DynamoDB's own limit on a batch. */
const MAX_KEYS = 100;
const MAX_BATCH_ATTEMPTS = 5;

/** What the SDK throws once it has given up trying. */
const toOutage = (error: unknown): never => {
  throw new StoreOutage("DynamoDB does not answer", { cause: error });
};

const readAll = async (
  keys: readonly ItemKey[],
  ports: DynamodbStorePorts,
): Promise<ReadonlyMap<ItemKey, Stored>> => {
  const chunks: (readonly ItemKey[])[] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) {
    chunks.push(keys.slice(start, start + MAX_KEYS));
  }
  return new Map((await Promise.all(chunks.map((chunk) => readChunk(chunk, ports)))).flat());
};

/** DynamoDB may answer a part of the keys and leave the others for another request. */
const readChunk = async (
  keys: readonly ItemKey[],
  { client, table, backOff }: DynamodbStorePorts,
): Promise<readonly (readonly [ItemKey, Stored])[]> => {
  const found: (readonly [ItemKey, Stored])[] = [];
  let open: Attributes[] = keys.map((key) => ({ pk: { S: key } }));
  for (let attempt = 1; attempt <= MAX_BATCH_ATTEMPTS; attempt += 1) {
    const answer = await client
      .send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } }))
      .catch(toOutage);
    for (const attributes of answer.Responses?.[table] ?? []) {
      found.push([attributes["pk"]?.S ?? "", toStored(attributes)]);
    }
    open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (open.length === 0) {
      return found;
    }
    await backOff(attempt);
  }
  throw new StoreOutage("DynamoDB leaves keys unread");
};

const scanPage = (start: Attributes | undefined, { client, table }: DynamodbStorePorts) =>
  client
    .send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start }))
    .catch(toOutage);

const transact = async (
  changes: readonly Change[],
  ports: DynamodbStorePorts,
): Promise<"done" | "conflict"> => {
  const version = ports.createVersion();
  const items = changes.map((change) => toWrite(change, version, ports.table));
  try {
    await ports.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return "done";
  } catch (error) {
    return isConflict(error) ? "conflict" : toOutage(error);
  }
};

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionInProgressException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => CONFLICTS.has(Code ?? "")));

const CONFLICTS: ReadonlySet<string> = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

const toWrite = (change: Change, version: string, table: string): TransactWriteItem => {
  switch (change.kind) {
    case "put":
      return {
        Put: {
          TableName: table,
          Item: { pk: { S: keyOf(change.item) }, version: { S: version }, ...toAttributes(change.item) },
          ...condition(change.expected),
        },
      };
    case "delete":
      return { Delete: { TableName: table, Key: { pk: { S: change.key } }, ...condition(change.expected) } };
    case "add":
      return { Update: { TableName: table, ...toUpdate(change, version) } };
  }
};

const condition = (expected: string | undefined) =>
  expected === undefined
    ? { ConditionExpression: "attribute_not_exists(pk)" }
    : {
        ConditionExpression: "#version = :expected",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":expected": { S: expected } },
      };

const toUpdate = (change: AddChange, version: string) => {
  const owner = Object.entries(counterOwner(change.to));
  const bounds = [
    bound("groups", change.groups, change.allowedGroups),
    bound("series", change.series, change.allowedSeries),
  ].filter((one) => one !== undefined);
  return {
    Key: { pk: { S: counterKey(change.to) } },
    UpdateExpression: `SET #version = :version, #kind = :kind${owner.map(([name]) => `, #${name} = :${name}`).join("")} ADD #groups :groups, #series :series`,
    ExpressionAttributeNames: {
      "#version": "version",
      "#kind": "kind",
      "#groups": "groups",
      "#series": "series",
      ...Object.fromEntries(owner.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ":version": { S: version },
      ":kind": { S: "counter" },
      ":groups": { N: String(change.groups) },
      ":series": { N: String(change.series) },
      ...Object.fromEntries(owner.map(([name, value]) => [`:${name}`, value])),
      ...Object.fromEntries(bounds.map(({ name, most }) => [name, { N: String(most) }])),
    },
    // A counter that is not there yet holds nothing; that the push alone is not too large was seen before.
    ...(bounds.length > 0 && {
      ConditionExpression: `attribute_not_exists(pk) OR (${bounds.map(({ test }) => test).join(" AND ")})`,
    }),
  };
};

const bound = (attribute: "groups" | "series", added: number, allowed: number | undefined) =>
  allowed === undefined
    ? undefined
    : { name: `:most_${attribute}`, most: allowed - added, test: `#${attribute} <= :most_${attribute}` };
