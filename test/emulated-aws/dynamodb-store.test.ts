import { createServer, type Server } from "node:http";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDynamodbContracts } from "../../lambda/adapters/dynamodb/dynamodb-contracts.ts";
import { createDynamodbGroups } from "../../lambda/adapters/dynamodb/dynamodb-groups.ts";
import { createDynamodbStore } from "../../lambda/adapters/dynamodb/dynamodb-store.ts";
import { counterKey } from "../../lambda/store/contracts/contract-key.ts";
import { type GoneMode, type Store, StoreOutage } from "../../lambda/store/store.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { showDamagedCounter } from "../support/store/damaged-counter.ts";
import { describeStore } from "../support/store/store-contract.ts";
import { type Ministack, startMinistack } from "./start-ministack.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

describe("a store on DynamoDB", () => {
  let ministack: Ministack;
  let client: DynamoDBClient;
  let tables = 0;

  beforeAll(async () => {
    ministack = await startMinistack();
    client = new DynamoDBClient({
      endpoint: ministack.url,
      region: "us-east-1",
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
  }, 120_000);

  afterAll(async () => {
    client?.destroy();
    await ministack?.stop();
  });

  const createTable = async (): Promise<string> => {
    tables += 1;
    const table = `table-${tables}`;
    await client.send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    return table;
  };

  const createStore = async (gone: GoneMode): Promise<Store> =>
    createDynamodbStore({ groups: await createTable(), contracts: await createTable(), gone }, client);

  describeStore(createStore);

  it("reads and changes an owner's counter from before parts existed as its first part", async () => {
    const contracts = await createTable();
    const key = counterKey({ owner: "ci", part: 0 });
    const numbers = { groups: 3, series: 40, bytes: 4_096, names: 2, revision: 7 };
    await client.send(
      new PutItemCommand({
        TableName: contracts,
        Item: {
          pk: { S: key },
          v: { S: "v1" },
          o: { S: JSON.stringify({ owner: "ci" }) },
          ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }])),
        },
      }),
    );
    const store = createDynamodbStore({ groups: await createTable(), contracts }, client);
    const of = { owner: "ci", part: 0 };
    expect((await store.contracts.read([key])).get(key)?.item).toEqual({ kind: "counter", of, ...numbers });
    const add = { groups: 1, series: 0, bytes: 0, names: 0 };
    expect(await store.contracts.add({ to: of, add, ifRevision: 7 })).toEqual({ kind: "done" });
    expect((await store.contracts.read([key])).get(key)?.item).toMatchObject({ of, groups: 4, revision: 8 });
  });

  it.each([
    ["the number of groups is a text", "SET #groups = :damage", "groups"],
    ["there is no revision", "REMOVE revision", undefined],
  ])("gets a new counter from a run if %s in one", async (_name, UpdateExpression, damaged) => {
    const contracts = await createTable();
    const store = createDynamodbStore({ groups: await createTable(), contracts }, client);
    await showDamagedCounter(store, (key) =>
      client.send(
        new UpdateItemCommand({
          TableName: contracts,
          Key: { pk: { S: key } },
          UpdateExpression,
          ...(damaged !== undefined && {
            ExpressionAttributeNames: { "#groups": damaged },
            ExpressionAttributeValues: { ":damage": { S: "x" } },
          }),
        }),
      ),
    );
  });

  it("reports foreign items in a scan, and does not read them as groups", async () => {
    const groups = await createTable();
    const contracts = await createTable();
    for (const TableName of [groups, contracts]) {
      await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "dirty" }, s: { S: "x" } } }));
    }
    const store = createDynamodbStore({ groups, contracts }, client);
    for await (const page of store.groups.scan()) {
      expect(page).toMatchObject([{ state: "unreadable", key: "dirty" }]);
    }
    for await (const page of store.contracts.scan()) {
      expect(page).toMatchObject([{ state: "unreadable", key: "dirty" }]);
    }
    await expect(store.contracts.read(["dirty"])).rejects.toThrow(StoreOutage);
  });
});

describe("a store on a failing DynamoDB", () => {
  const servers: Server[] = [];

  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  const serve = async (answer: Parameters<typeof createServer>[1]) => {
    const server = createServer(answer);
    servers.push(server);
    const { url } = await listenOnLoopback(server);
    const client = new DynamoDBClient({
      endpoint: url,
      region: "us-east-1",
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
    const ports = { client, deadlineMs: 200, backOff: async () => {}, onOutage: () => {} };
    return {
      groups: createDynamodbGroups({ ...ports, table: "groups", gone: "kept" }),
      contracts: createDynamodbContracts({ ...ports, table: "contracts" }),
    };
  };

  const DIRTY = { kind: "dirty", atMs: 1 } as const;

  it("does not wait longer than its deadline for a server that never answers", async () => {
    const { groups, contracts } = await serve(() => {});
    const begun = performance.now();
    expect(await contracts.write(DIRTY, undefined)).toMatchObject({ kind: "unanswered" });
    expect(
      await groups.bury({ state: "deleted", path: "/p", atMs: 1, id: "w", idle: undefined }),
    ).toMatchObject({ kind: "unanswered" });
    await expect(groups.read("/p")).rejects.toThrow(StoreOutage);
    await expect(contracts.read(["dirty"])).rejects.toThrow(StoreOutage);
    expect(performance.now() - begun).toBeLessThan(4 * 200 + 1_500);
  });

  it("does not wait longer than its deadline for an endless body", async () => {
    const { groups } = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/x-amz-json-1.0", "Content-Length": "100" });
      response.write("{");
    });
    await expect(groups.read("/p")).rejects.toThrow(StoreOutage);
  });

  it("sends a throttled write again, and no other", async () => {
    let requests = 0;
    const { contracts } = await serve((_, response) => {
      requests += 1;
      if (requests < 3) {
        const type = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
        response.writeHead(400, { "Content-Type": "application/x-amz-json-1.0" });
        response.end(JSON.stringify({ __type: type, message: "slow down" }));
      } else {
        response.writeHead(200, { "Content-Type": "application/x-amz-json-1.0" }).end("{}");
      }
    });
    expect(await contracts.write(DIRTY, undefined)).toEqual({ kind: "done" });
    expect(requests).toBe(3);
  });

  it("leaves a write unanswered after a failure of DynamoDB, and does not send it again", async () => {
    let requests = 0;
    const { contracts } = await serve((_, response) => {
      requests += 1;
      response.writeHead(500, { "Content-Type": "application/x-amz-json-1.0" }).end("{}");
    });
    expect(await contracts.write(DIRTY, undefined)).toMatchObject({ kind: "unanswered" });
    expect(requests).toBe(1);
  });
});
