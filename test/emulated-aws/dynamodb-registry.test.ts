import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "@jest/globals";
import { createRegistryStore } from "../../lambda/adapters/dynamodb-registry.ts";
import type { ItemStore } from "../../lambda/agree/item-store.ts";
import { describeRegistry } from "../support/registry/registry-contract.ts";
import { describeRelease } from "../support/registry/release-contract.ts";
import { type Ministack, startMinistack } from "./start-ministack.ts";

describe("a registry on DynamoDB", () => {
  let ministack: Ministack;
  let client: DynamoDBClient;
  let tables = 0;

  beforeAll(async () => {
    ministack = await startMinistack();
    client = new DynamoDBClient({
      endpoint: ministack.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  }, 120_000);

  afterAll(async () => {
    client?.destroy();
    await ministack?.stop();
  });

  const createTable = async (): Promise<ItemStore> => {
    tables += 1;
    const table = `registry-${tables}`;
    await client.send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    return createRegistryStore(table, client);
  };

  describeRegistry(createTable);
  describeRelease(createTable);
});
