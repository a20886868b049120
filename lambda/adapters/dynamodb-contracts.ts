import { randomUUID } from "node:crypto";
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { readContractJson, toCounterName, writeContractJson } from "../store/contract-json.ts";
import { counterKey, keyOf, refusalsKey } from "../store/contract-key.ts";
import { DIMENSIONS } from "../store/counters.ts";
import type {
  ContractItem,
  ContractKey,
  CounterItem,
  Holding,
  RefusalCounts,
  RefusalsItem,
} from "../store/items.ts";
import {
  type ContractStore,
  type CounterChange,
  type ItemVersion,
  StoreOutage,
  type UnreadableItem,
  type Versioned,
  type WriteOutcome,
} from "../store/store.ts";
import { type Attributes, type CallPorts, callRead, callWrite } from "./dynamodb-calls.ts";
import { orOutage, orUnreadable } from "./store-outcomes.ts";

export interface DynamodbContractPorts extends CallPorts {
  /** Its `maxAttempts` must be 1, as for groups. */
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The contract items in a table whose partition key is `pk`, and which has no other index. */
export const createDynamodbContracts = (ports: DynamodbContractPorts): ContractStore => ({
  read: (keys) => readAll(keys, ports),
  write: (item, expected) => write(item, expected, ports),
  remove: (key, expected) => remove(key, expected, ports),
  add: (change) => add(change, ports),
  addRefusals: (client, counts) => addRefusals(client, counts, ports),
  scan: () => scan(ports),
});

/** DynamoDB's own limit on a batch. */
const MAX_KEYS = 100;
const MAX_BATCH_ATTEMPTS = 5;

const readAll = async (
  keys: readonly ContractKey[],
  ports: DynamodbContractPorts,
): Promise<ReadonlyMap<ContractKey, Versioned>> => {
  const chunks: (readonly ContractKey[])[] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) {
    chunks.push(keys.slice(start, start + MAX_KEYS));
  }
  return new Map((await Promise.all(chunks.map((chunk) => readChunk(chunk, ports)))).flat());
};

/** DynamoDB may answer a part of the keys and leave the others for another request. */
const readChunk = async (
  keys: readonly ContractKey[],
  ports: DynamodbContractPorts,
): Promise<readonly (readonly [ContractKey, Versioned])[]> => {
  const found: (readonly [ContractKey, Versioned])[] = [];
  let open: Attributes[] = keys.map(toKey);
  for (let attempt = 1; attempt <= MAX_BATCH_ATTEMPTS; attempt += 1) {
    const command = new BatchGetItemCommand({
      RequestItems: { [ports.table]: { Keys: open, ConsistentRead: true } },
    });
    const answer = await callRead(ports, (options) => ports.client.send(command, options));
    for (const attributes of answer.Responses?.[ports.table] ?? []) {
      found.push([attributes["pk"]?.S ?? "", orOutage(() => toVersioned(attributes))]);
    }
    open = answer.UnprocessedKeys?.[ports.table]?.Keys ?? [];
    if (open.length === 0) {
      return found;
    }
    await ports.backOff(attempt);
  }
  throw new StoreOutage("DynamoDB leaves keys unread");
};

const toKey = (key: ContractKey): Attributes => ({ pk: { S: key } });

const write = async (
  item: ContractItem,
  expected: ItemVersion | undefined,
  ports: DynamodbContractPorts,
): Promise<WriteOutcome> => {
  const command = new PutItemCommand({
    TableName: ports.table,
    Item: { ...toKey(keyOf(item)), v: { S: randomUUID() }, j: { S: writeContractJson(item) } },
    ...isVersion(expected),
  });
  return toOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

const isVersion = (expected: ItemVersion | undefined) =>
  expected === undefined
    ? { ConditionExpression: "attribute_not_exists(pk)" }
    : {
        ConditionExpression: "v = :expected",
        ExpressionAttributeValues: { ":expected": { S: expected } },
      };

const remove = async (
  key: ContractKey,
  expected: ItemVersion,
  ports: DynamodbContractPorts,
): Promise<WriteOutcome> => {
  const command = new DeleteItemCommand({ TableName: ports.table, Key: toKey(key), ...isVersion(expected) });
  return toOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

const add = async (change: CounterChange, ports: DynamodbContractPorts): Promise<WriteOutcome> => {
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(counterKey(change.to)),
    ...toUpdate(change),
  });
  return toOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

/** Counters are separate attributes, since DynamoDB adds to numbers only: `groups`, `series`, `bytes`, `names`. */
const toUpdate = ({ to, add, atMost, ifRevision }: CounterChange) => {
  const bounded = DIMENSIONS.filter((one) => atMost !== undefined && add[one] > 0);
  const conditions = [
    ...bounded.map((one) => isAtMost(one, atMost![one] - add[one])),
    ...(ifRevision === undefined ? [] : [isRevision(ifRevision)]),
  ];
  return {
    UpdateExpression:
      `SET v = :version, o = :of ADD ${DIMENSIONS.map((one) => `#${one} :${one}`).join(", ")}, ` +
      "#revision :raised",
    ExpressionAttributeNames: {
      ...Object.fromEntries(DIMENSIONS.map((one) => [`#${one}`, one])),
      "#revision": "revision",
    },
    ExpressionAttributeValues: {
      ":version": { S: randomUUID() },
      ":of": { S: JSON.stringify(to) },
      ":raised": toNumber(ifRevision === undefined ? 0 : 1),
      ...Object.fromEntries(DIMENSIONS.map((one) => [`:${one}`, toNumber(add[one])])),
      ...Object.fromEntries(bounded.map((one) => [`:most_${one}`, toNumber(atMost![one] - add[one])])),
      ...(ifRevision !== undefined && { ":revision": toNumber(ifRevision) }),
    },
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(" AND ") }),
  };
};

const addRefusals = async (
  client: string,
  counts: RefusalCounts,
  ports: DynamodbContractPorts,
): Promise<WriteOutcome> => {
  const added = [...counts];
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(refusalsKey(client)),
    UpdateExpression: `SET v = :version, refused = :client ADD ${added.map((_, index) => `#c${index} :n${index}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(
      added.map(([code], index) => [`#c${index}`, REFUSALS_PREFIX + code]),
    ),
    ExpressionAttributeValues: {
      ":version": { S: randomUUID() },
      ":client": { S: client },
      ...Object.fromEntries(added.map(([, count], index) => [`:n${index}`, toNumber(count)])),
    },
  });
  return toOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

/** Counts are separate attributes, as counters are: `code:contract-conflict` and so on. */
const REFUSALS_PREFIX = "code:";

/** A counter that does not exist holds nothing, and takes an addition that is within its bound by itself. */
const isAtMost = (one: keyof Holding, most: number): string =>
  most < 0 ? `#${one} <= :most_${one}` : `(attribute_not_exists(#${one}) OR #${one} <= :most_${one})`;

const isRevision = (revision: number): string =>
  revision === 0 ? "(attribute_not_exists(#revision) OR #revision = :revision)" : "#revision = :revision";

const toNumber = (value: number) => ({ N: String(value) });

const toOutcome = (outcome: Awaited<ReturnType<typeof callWrite>>): WriteOutcome =>
  outcome.kind === "refused" ? { kind: "refused" } : outcome;

const toVersioned = (attributes: Attributes): Versioned => {
  const version = attributes["v"]?.S;
  if (version === undefined) {
    throw new TypeError("the item has no version");
  }
  return { item: toItem(attributes), version };
};

const toItem = (attributes: Attributes): ContractItem => {
  const json = attributes["j"]?.S;
  if (json !== undefined) {
    return readContractJson(json);
  }
  const refusedClient = attributes["refused"]?.S;
  return refusedClient === undefined ? toCounter(attributes) : toRefusals(refusedClient, attributes);
};

const toRefusals = (client: string, attributes: Attributes): RefusalsItem => ({
  kind: "refusals",
  client,
  counts: new Map(
    Object.entries(attributes).flatMap(([name, { N: count }]) =>
      name.startsWith(REFUSALS_PREFIX) ? [[name.slice(REFUSALS_PREFIX.length), Number(count)]] : [],
    ),
  ),
});

const toCounter = (attributes: Attributes): CounterItem => {
  const of = attributes["o"]?.S;
  if (of === undefined) {
    throw new TypeError("the item is neither a contract nor a counter");
  }
  return {
    kind: "counter",
    of: toCounterName(JSON.parse(of)),
    groups: Number(attributes["groups"]?.N),
    series: Number(attributes["series"]?.N),
    bytes: Number(attributes["bytes"]?.N),
    names: Number(attributes["names"]?.N),
    revision: Number(attributes["revision"]?.N),
  };
};

async function* scan(ports: DynamodbContractPorts): AsyncIterable<readonly (Versioned | UnreadableItem)[]> {
  let start: Attributes | undefined;
  do {
    const command = new ScanCommand({
      TableName: ports.table,
      ConsistentRead: true,
      ExclusiveStartKey: start,
    });
    const page = await callRead(ports, (options) => ports.client.send(command, options));
    yield (page.Items ?? []).map((item) => orUnreadable(item["pk"]?.S ?? "", () => toVersioned(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
