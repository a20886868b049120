import {
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";

/** A table of another name with the same items, like a restored backup. */
export const copyTable = async (client: DynamoDBClient, from: string, to: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: to,
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const { Items = [] } = await client.send(new ScanCommand({ TableName: from, ConsistentRead: true }));
  for (const Item of Items) {
    await client.send(new PutItemCommand({ TableName: to, Item }));
  }
};
