import {
  DeleteItemCommand,
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
import { type Attributes, toNumber } from "./dynamodb-attributes.ts";
import { type CallOutcome, callRead, callWrite, type TablePorts } from "./dynamodb-calls.ts";
import {
  DELETED_STATE,
  LIVE_STATE,
  readGroupAttributes,
  toGroupAttributes,
} from "./dynamodb-group-attributes.ts";
import {
  type Condition,
  IS_OLDER,
  isOlderThan,
  isSameTombstone,
  isVersion,
  pickNames,
  toVersionValues,
} from "./dynamodb-group-conditions.ts";
import { isEmpty, scan } from "./dynamodb-group-scan.ts";

export interface DynamodbGroupPorts extends TablePorts {
  readonly gone: GoneMode;
}

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

const read = async (path: string, ports: TablePorts): Promise<GroupItem | undefined> => {
  const command = new GetItemCommand({ TableName: ports.table, Key: toKey(path), ConsistentRead: true });
  const { Item } = await callRead(ports, command);
  // A damaged item makes pushes to its group fail like an outage. The next run reports it.
  return Item === undefined ? undefined : orOutage(() => readGroupAttributes(Item));
};

const overwrite = async (write: Overwrite, ports: TablePorts): Promise<GroupWriteOutcome> => {
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
      ":live": LIVE_STATE,
      ":fingerprint": { S: write.fingerprint },
      ":bytes": toNumber(write.countedBytes),
      ...toVersionValues(write),
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, command));
};

const put = async (item: GroupItem, condition: Condition, ports: TablePorts): Promise<GroupWriteOutcome> => {
  const content = item.state === "live" ? packContent(item.content) : NO_CONTENT;
  if (content.length > MAX_STORED_BYTES) {
    return { kind: "too-large", storedBytes: content.length };
  }
  const command = new PutItemCommand({
    TableName: ports.table,
    Item: { ...toKey(item.path), ...toGroupAttributes(item, content) },
    ...condition,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, command));
};

const NO_CONTENT = new Uint8Array();

/** Turns the item into a tombstone and keeps its content. */
const bury = async (tombstone: Tombstone, ports: TablePorts): Promise<GroupWriteOutcome> => {
  const command = new UpdateItemCommand({
    TableName: ports.table,
    Key: toKey(tombstone.path),
    UpdateExpression:
      "SET #path = :path, #state = :deleted, #at = :at, #id = :id, #ended = if_not_exists(#ended, :at) REMOVE #idle",
    ConditionExpression: IS_OLDER,
    ExpressionAttributeNames: pickNames("#path", "#state", "#at", "#id", "#ended", "#idle"),
    ExpressionAttributeValues: {
      ":path": { S: tombstone.path },
      ":deleted": DELETED_STATE,
      ...toVersionValues(tombstone),
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, command));
};

const remove = async (expected: Tombstone, ports: TablePorts): Promise<GroupWriteOutcome> => {
  const command = new DeleteItemCommand({
    TableName: ports.table,
    Key: toKey(expected.path),
    ...isSameTombstone(expected),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return toGroupOutcome(await callWrite(ports, command));
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
