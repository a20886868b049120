import { existsSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll } from "@jest/globals";
import { createRegistryStore } from "../../lambda/adapters/dynamodb-registry.ts";
import type { ItemStore } from "../../lambda/agree/item-store.ts";
import { type Ministack, startMinistack } from "../emulated-aws/start-ministack.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { describeRegistry } from "../support/registry/registry-contract.ts";
import { describeRelease } from "../support/registry/release-contract.ts";

const EMULATOR = join(import.meta.dirname, "../../.local/ministack/bin/hypercorn");

/** In CI it is installed where it is missing; elsewhere a test run installs nothing. */
const ministackFound = existsSync(EMULATOR) || process.env["CI"] === "true" ? EMULATOR : undefined;

describeWithReal("a registry on DynamoDB", { ministack: ministackFound }, () => {
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
