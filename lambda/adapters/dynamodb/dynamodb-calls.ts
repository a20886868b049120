import {
  type $Command,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type DynamoDBClientResolvedConfig,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ScanCommand,
  type ScanCommandInput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  ThrottlingException,
} from "@aws-sdk/client-dynamodb";
import { StoreOutage, type Unanswered } from "../../store/store.ts";
import type { Attributes } from "./dynamodb-attributes.ts";

/** A table whose partition key is `pk`, and which has no other index. */
export interface TablePorts {
  /** Its `maxAttempts` must be 1: a conditional write that the SDK repeats can be refused because of itself. */
  readonly client: DynamoDBClient;
  readonly table: string;
  /** For a whole call, including every request of it. */
  readonly deadlineMs: number;
  /** Waits before a throttled request is sent again: longer with each attempt (from 1), and at random. */
  readonly backOff: (attempt: number) => Promise<void>;
  /** A call had no answer, or not the right one. */
  readonly onOutage: (cause: unknown) => void;
}

type Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/**
 * Throws {@link StoreOutage} if there is no answer in time. A read changes nothing, so it is sent again after any failure:
 * a scan of many pages must not fail because of one of them, or a push because a kept connection has ended.
 */
export const callRead = async <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  ports: TablePorts,
  command: Command<Input, Output>,
): Promise<Output> => {
  try {
    return await sendInTime(ports, command, (error, attempt) => isThrottled(error) || attempt < MAX_READS);
  } catch (cause) {
    ports.onOutage(cause);
    throw new StoreOutage("DynamoDB cannot be read", { cause });
  }
};

const MAX_READS = 3;

/** The items of the table, in pages that are not empty. Throws a StoreOutage as {@link callRead} does. */
export async function* scanTable(
  ports: TablePorts,
  part: Partial<ScanCommandInput> = {},
): AsyncGenerator<readonly Attributes[]> {
  let start: Attributes | undefined;
  do {
    const command = new ScanCommand({
      ...part,
      TableName: ports.table,
      ConsistentRead: true,
      ExclusiveStartKey: start,
    });
    const { Items = [], LastEvaluatedKey } = await callRead(ports, command);
    if (Items.length > 0) {
      yield Items;
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
}

export type CallOutcome =
  | { readonly kind: "done" }
  /** The condition did not hold. `current`: the item that was there, if the request asked for it. */
  | { readonly kind: "refused"; readonly current: Attributes | undefined }
  | Unanswered;

export const callWrite = async <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  ports: TablePorts,
  command: Command<Input, Output>,
): Promise<CallOutcome> => {
  try {
    await sendInTime(ports, command, isThrottled);
    return { kind: "done" };
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) {
      return { kind: "refused", current: cause.Item };
    }
    ports.onOutage(cause);
    return { kind: "unanswered", cause };
  }
};

const sendInTime = async <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  { client, deadlineMs, backOff }: TablePorts,
  command: Command<Input, Output>,
  maySendAgain: (error: unknown, attempt: number) => boolean,
): Promise<Output> => {
  // Ends a request with its call: the SDK's own `requestTimeout` only writes a log line.
  const abortSignal = AbortSignal.timeout(deadlineMs);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.send(command, { abortSignal });
    } catch (error) {
      if (!maySendAgain(error, attempt) || abortSignal.aborted) {
        throw error;
      }
      await backOff(attempt);
      if (abortSignal.aborted) {
        throw error;
      }
    }
  }
};

/** A throttled request was not applied. After any other failure it may have been applied. */
const isThrottled = (error: unknown): boolean =>
  error instanceof ProvisionedThroughputExceededException ||
  error instanceof RequestLimitExceeded ||
  error instanceof ThrottlingException;
