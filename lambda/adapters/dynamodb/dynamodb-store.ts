import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { GoneMode, Store } from "../../store/store.ts";
import { backOff } from "../waiting.ts";
import { createDynamodbContracts } from "./dynamodb-contracts.ts";
import { createDynamodbGroups } from "./dynamodb-groups.ts";

export interface DynamodbTables {
  readonly groups: string;
  readonly contracts: string;
  /** @default "forgotten" */
  readonly gone?: GoneMode;
  /** Learns why a call failed. @default nobody does: the caller reports it */
  readonly onOutage?: (cause: unknown) => void;
}

/** A push waits for one write. A run has time, but must not hang. */
const DEADLINE_MS = 2_000;

/**
 * One attempt per request: the SDK would repeat a conditional write after a lost answer, and the first attempt would
 * make the repetition fail.
 */
const createClient = (): DynamoDBClient =>
  new DynamoDBClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 500 } });

/** The store of a deployment, shared by all its functions. */
export const createDynamodbStore = (
  { groups, contracts, gone = "forgotten", onOutage = () => {} }: DynamodbTables,
  client = createClient(),
): Store => {
  const ports = { client, deadlineMs: DEADLINE_MS, backOff, onOutage };
  return {
    groups: createDynamodbGroups({ ...ports, table: groups, gone }),
    contracts: createDynamodbContracts({ ...ports, table: contracts }),
  };
};
