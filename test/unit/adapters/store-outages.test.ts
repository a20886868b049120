import {
  type BatchGetItemCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { createStoreOutageLog } from "../../../lambda/adapters/cloudwatch/emf-store-outages.ts";
import { createDynamodbStore } from "../../../lambda/adapters/dynamodb/dynamodb-store.ts";
import { StoreOutage } from "../../../lambda/store/store.ts";
import { writeLines } from "../../support/written-metrics.ts";

const TOMBSTONE = { state: "deleted", path: "/a", id: "w", atMs: 1, idle: undefined } as const;

/** The lines in the log after calls that the client does not serve. */
const linesAfter = async (
  send: (command: BatchGetItemCommand) => Promise<object>,
  use: (store: ReturnType<typeof createDynamodbStore>) => Promise<void>,
): Promise<readonly unknown[]> => {
  const causes: unknown[] = [];
  const tables = { groups: "g", contracts: "c", onOutage: (cause: unknown) => causes.push(cause) };
  await use(createDynamodbStore(tables, { send } as unknown as DynamoDBClient));
  return writeLines((write) => {
    for (const cause of causes) {
      createStoreOutageLog(write)(cause);
    }
  }).map((line) => JSON.parse(line));
};

const outage = (error: unknown) => ({ message: "storeOutage", error, environment: "test" });

describe("an outage of DynamoDB", () => {
  const gone = new ResourceNotFoundException({ message: "no such table", $metadata: {} });

  it("leaves a line with the reason for a read and for a write", async () => {
    const lines = await linesAfter(
      () => Promise.reject(gone),
      async (store) => {
        await expect(store.groups.read("/a")).rejects.toThrow(StoreOutage);
        expect(await store.groups.bury(TOMBSTONE)).toMatchObject({ kind: "unanswered" });
      },
    );
    const line = outage("ResourceNotFoundException: no such table");
    expect(lines).toEqual([line, line]);
  });

  it("leaves a line for keys that stay unread, and a long reason is cut", async () => {
    const unread = async ({ input }: BatchGetItemCommand) => ({ UnprocessedKeys: input.RequestItems });
    const lines = await linesAfter(unread, async (store) => {
      await expect(store.contracts.read(["dirty"])).rejects.toThrow(StoreOutage);
    });
    expect(lines).toEqual([outage(expect.stringContaining("DynamoDB leaves keys unread"))]);
    const cut = writeLines((write) => createStoreOutageLog(write)(new Error("x".repeat(2_000))));
    expect(JSON.parse(cut[0] ?? "").error).toHaveLength(1_000);
  });
});
