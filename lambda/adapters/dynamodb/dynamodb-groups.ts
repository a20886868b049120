import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { hashText } from "../../store/contracts/contract-key.ts";
import type { GroupItem, Tombstone } from "../../store/items.ts";
import {
  type GoneMode,
  type GroupStore,
  type GroupWriteOutcome,
  MAX_STORED_BYTES,
  type Overwrite,
} from "../../store/store.ts";
import { orOutage, orUnanswered } from "../store-outcomes.ts";
import { packContent } from "../stored-content.ts";
import { type Attributes, type CallOutcome, type CallPorts, callRead, callWrite } from "./dynamodb-calls.ts";
import {
  DELETED_STATE,
  LIVE_STATE,
  readGroupAttributes,
  toGroupAttributes,
} from "./dynamodb-group-attributes.ts";
import {
  ABSENT,
  type Condition,
  isOlderThan,
  isSameTombstone,
  isVersion,
  pickNames,
  toVersionValues,
} from "./dynamodb-group-conditions.ts";
import { isEmpty, scan } from "./dynamodb-group-scan.ts";

export interface DynamodbGroupPorts extends CallPorts {
  /** Its `maxAttempts` must be 1: a conditional write that the SDK repeats can be refused because of itself. */
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly gone: GoneMode;
}

/** The groups in a table whose partition key is `pk`, and which has no other index. */
export const createDynamodbGroups = (ports: DynamodbGroupPorts): GroupStore => ({
  table: ports.table,
  gone: ports.gone,
  read: (path) => read(path, ports),
  overwrite: (write) => overwrite(write, ports),
  write: (item, expected) => put(item, isVersion(expected), ports),
  bury: (tombstone) =>
    ports.gone === "kept" ? bury(tombstone, ports) : put(tombstone, isOlderThan(tombstone), ports),
  mark: (expected, idle) => put({ ...expected, idle }, isSameTombstone(expected), ports),
  remove: (expected) => remove(expected, ports),
  isEmpty: () => isEmpty(ports),
  scan: () => scan(ports),
});

/** A path can be longer than a key may be, so the key is a hash. */
const toKey = (path: string): Attributes => ({ pk: { S: hashText(path) } });

const read = async (path: string, ports: DynamodbGroupPorts): Promise<GroupItem | undefined> => {
  const command = new GetItemCommand({ TableName: ports.table, Key: toKey(path), ConsistentRead: true });
  const { Item } = await callRead(ports, (options) => ports.client.send(command, options));
  // A damaged item makes pushes to its group fail like an outage. The next run reports it.
  return Item === undefined ? undefined : orOutage(() => readGroupAttributes(Item));
};

const overwrite = async (write: Overwrite, ports: DynamodbGroupPorts): Promise<GroupWriteOutcome> => {
  const content = packContent(write.content);
  if (content.length > MAX_STORED_BYTES) {
    return { kind: "too-large", storedBytes: content.length };
  }
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(write.path),
    UpdateExpression: "SET #content = :content, #at = :at, #id = :id",
    ConditionExpression:
      "#state = :live AND #fingerprint = :fingerprint AND #at < :at AND #bytes >= :bytes AND " +
      "(attribute_not_exists(#goneUntil) OR #goneUntil > :at)",
    ExpressionAttributeNames: pickNames(
      "#content",
      "#at",
      "#id",
      "#state",
      "#fingerprint",
      "#bytes",
      "#goneUntil",
    ),
    ExpressionAttributeValues: {
      ":content": { B: content },
      ":at": { N: String(write.atMs) },
      ":id": { S: write.id },
      ":live": LIVE_STATE,
      ":fingerprint": { S: write.fingerprint },
      ":bytes": { N: String(write.countedBytes) },
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

const put = async (
  item: GroupItem,
  condition: Condition,
  ports: DynamodbGroupPorts,
): Promise<GroupWriteOutcome> => {
  const content = item.state === "live" ? packContent(item.content) : undefined;
  if (content !== undefined && content.length > MAX_STORED_BYTES) {
    return { kind: "too-large", storedBytes: content.length };
  }
  const command = new PutItemCommand({
    TableName: ports.table,
    Item: { ...toKey(item.path), ...toGroupAttributes(item, content) },
    ...condition,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

/** Turns the item into a tombstone and keeps its content. */
const bury = async ({ path, atMs, id }: Tombstone, ports: DynamodbGroupPorts): Promise<GroupWriteOutcome> => {
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(path),
    UpdateExpression:
      "SET #path = :path, #state = :deleted, #at = :at, #id = :id, #ended = if_not_exists(#ended, :at) REMOVE #idle",
    ConditionExpression: `${ABSENT} OR #at < :at`,
    ExpressionAttributeNames: pickNames("#path", "#state", "#at", "#id", "#ended", "#idle"),
    ExpressionAttributeValues: {
      ":path": { S: path },
      ":deleted": DELETED_STATE,
      ...toVersionValues({ atMs, id }),
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

const remove = async (expected: Tombstone, ports: DynamodbGroupPorts): Promise<GroupWriteOutcome> => {
  const command = new DeleteItemCommand({
    TableName: ports.table,
    Key: toKey(expected.path),
    ...isSameTombstone(expected),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, (options) => ports.client.send(command, options)));
};

/** The protocol cannot continue with a damaged item, so it counts as no answer. */
const toGroupOutcome = (outcome: CallOutcome): GroupWriteOutcome => {
  if (outcome.kind !== "refused") {
    return outcome;
  }
  const { current } = outcome;
  return orUnanswered(() => ({
    kind: "refused",
    current: current === undefined ? undefined : readGroupAttributes(current),
  }));
};
