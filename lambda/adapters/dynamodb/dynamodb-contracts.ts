import { randomUUID } from "node:crypto";
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { writeContractJson } from "../../store/contracts/contract-json.ts";
import { counterKey, keyOf, refusalsKey } from "../../store/contracts/contract-key.ts";
import type { ContractItem, ContractKey, RefusalCounts } from "../../store/items.ts";
import {
  type ContractStore,
  type CounterChange,
  type ItemVersion,
  StoreOutage,
  type UnreadableItem,
  type Versioned,
  type WriteOutcome,
} from "../../store/store.ts";
import { orOutage, orUnreadable } from "../store-outcomes.ts";
import { type Attributes, toNumber } from "./dynamodb-attributes.ts";
import { type CallOutcome, callRead, callWrite, scanTable, type TablePorts } from "./dynamodb-calls.ts";
import { REFUSALS_PREFIX, toVersioned } from "./dynamodb-contract-attributes.ts";
import { toCounterUpdate } from "./dynamodb-counter-update.ts";

export const createDynamodbContracts = (ports: TablePorts): ContractStore => ({
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
  ports: TablePorts,
): Promise<ReadonlyMap<ContractKey, Versioned>> => {
  const chunks: (readonly ContractKey[])[] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) {
    chunks.push(keys.slice(start, start + MAX_KEYS));
  }
  return new Map((await Promise.all(chunks.map((chunk) => readChunk(chunk, ports)))).flat());
};

/** DynamoDB may answer some of the keys and leave the others for another request. */
const readChunk = async (
  keys: readonly ContractKey[],
  ports: TablePorts,
): Promise<readonly (readonly [ContractKey, Versioned])[]> => {
  const found: (readonly [ContractKey, Versioned])[] = [];
  let open: Attributes[] = keys.map(toKey);
  for (let attempt = 1; attempt <= MAX_BATCH_ATTEMPTS; attempt += 1) {
    const command = new BatchGetItemCommand({
      RequestItems: { [ports.table]: { Keys: open, ConsistentRead: true } },
    });
    const answer = await callRead(ports, command);
    for (const attributes of answer.Responses?.[ports.table] ?? []) {
      found.push([attributes["pk"]?.S ?? "", orOutage(() => toVersioned(attributes))]);
    }
    open = answer.UnprocessedKeys?.[ports.table]?.Keys ?? [];
    if (open.length === 0) {
      return found;
    }
    await ports.backOff(attempt);
  }
  const outage = new StoreOutage("DynamoDB leaves keys unread");
  ports.onOutage(outage);
  throw outage;
};

const toKey = (key: ContractKey): Attributes => ({ pk: { S: key } });

const write = async (
  item: ContractItem,
  expected: ItemVersion | undefined,
  ports: TablePorts,
): Promise<WriteOutcome> => {
  const command = new PutItemCommand({
    TableName: ports.table,
    Item: { ...toKey(keyOf(item)), v: { S: randomUUID() }, j: { S: writeContractJson(item) } },
    ...isVersion(expected),
  });
  return toOutcome(await callWrite(ports, command));
};

const isVersion = (expected: ItemVersion | undefined) =>
  expected === undefined
    ? { ConditionExpression: "attribute_not_exists(pk)" }
    : {
        ConditionExpression: "v = :expected",
        ExpressionAttributeValues: { ":expected": { S: expected } },
      };

const remove = async (key: ContractKey, expected: ItemVersion, ports: TablePorts): Promise<WriteOutcome> => {
  const command = new DeleteItemCommand({ TableName: ports.table, Key: toKey(key), ...isVersion(expected) });
  return toOutcome(await callWrite(ports, command));
};

const add = async (change: CounterChange, ports: TablePorts): Promise<WriteOutcome> => {
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(counterKey(change.to)),
    ...toCounterUpdate(change),
  });
  return toOutcome(await callWrite(ports, command));
};

const addRefusals = async (
  client: string,
  counts: RefusalCounts,
  ports: TablePorts,
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
  return toOutcome(await callWrite(ports, command));
};

const toOutcome = (outcome: CallOutcome): WriteOutcome =>
  outcome.kind === "refused" ? { kind: "refused" } : outcome;

async function* scan(ports: TablePorts): AsyncIterable<readonly (Versioned | UnreadableItem)[]> {
  for await (const items of scanTable(ports)) {
    yield items.map((item) => orUnreadable(item["pk"]?.S ?? "", () => toVersioned(item), item["v"]?.S));
  }
}
