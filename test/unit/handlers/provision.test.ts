import { createServer, type Server } from "node:http";
import { setImmediate } from "node:timers/promises";
import { DescribeSecretCommand, UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { answerCloudFormation } from "../../../lambda/adapters/cloudformation-answer.ts";
import { createRandomToken } from "../../../lambda/adapters/secrets/random-token.ts";
import { createProvisionedSecrets } from "../../../lambda/adapters/secrets/secrets-manager-provisioning.ts";
import { createSecretsManagerStore } from "../../../lambda/adapters/secrets/secrets-manager-store.ts";
import type { ProvisionedSecrets } from "../../../lambda/authenticate/provision.ts";
import { toSecretName } from "../../../lambda/config/shared-names.ts";
import { createProvisionHandler } from "../../../lambda/handlers/provision.ts";
import { listenOnLoopback } from "../../support/loopback.ts";
import {
  type SecretsManagerServer,
  startSecretsManagerServer,
} from "../../support/secrets-manager-server.ts";

const ROTATE = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";

/** CloudFormation's response URL. It records what it receives. */
let address: Server;
let addressUrl: string;
let told: { readonly contentType: string | undefined; readonly body: Record<string, unknown> }[];
let server: SecretsManagerServer;

beforeAll(async () => {
  address = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    told.push({
      contentType: request.headers["content-type"],
      body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
    });
    response.writeHead(request.url === "/answer" ? 200 : 403).end();
  });
  addressUrl = (await listenOnLoopback(address)).url;
});

afterAll(() => void address.close());

beforeEach(async () => {
  told = [];
  await server?.close();
  server = await startSecretsManagerServer();
});

afterAll(() => server.close());

interface Deployment {
  readonly type?: "Create" | "Update" | "Delete";
  readonly everyDays?: number;
  /** The id that the last answer gave. */
  readonly physicalId?: unknown;
}

const deploy = async (
  clientIds: readonly string[],
  { type = "Create", everyDays, physicalId = "client-tokens" }: Deployment = {},
  secrets = createProvisionedSecrets(server.client, "prod"),
) => {
  const handler = createProvisionHandler({
    clientIds,
    everyDays,
    secrets,
    createToken: createRandomToken,
    answer: answerCloudFormation,
  });
  await handler({
    RequestType: type,
    ResponseURL: `${addressUrl}/answer`,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Tokens",
    PhysicalResourceId: physicalId,
    ResourceProperties: {
      ServiceToken: "",
      Clients: clientIds.join(" "),
      ...(everyDays !== undefined && { RotationFunction: ROTATE, RotationDays: String(everyDays) }),
    },
  } as unknown as CloudFormationCustomResourceEvent);
  return told.at(-1)!.body;
};

const readToken = async (client: string): Promise<string | undefined> => {
  const store = createSecretsManagerStore({
    client: server.client,
    toSecretId: (id) => toSecretName("prod", id),
    timeoutMs: 5_000,
  });
  return (await store.read(client))?.current.token.reveal();
};

const describeSecret = (client: string) =>
  server.client.send(new DescribeSecretCommand({ SecretId: toSecretName("prod", client) }));

const SUCCESS = {
  Status: "SUCCESS",
  PhysicalResourceId: expect.stringMatching(/^client-tokens-[0-9a-f]{16}$/),
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "Tokens",
};

describe("a deployment", () => {
  it("gives every client a token, and answers without a content type, which would break the signature", async () => {
    expect(await deploy(["one", "two"])).toEqual(SUCCESS);
    expect(told[0]?.contentType).toBeUndefined();
    const tokens = [await readToken("one"), await readToken("two")];
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9]{48}$/);
    }
    expect(new Set(tokens).size).toBe(2);
  });

  it("fails if CloudFormation does not take its answer, so that Lambda tries again", () =>
    expect(answerCloudFormation(`${addressUrl}/expired`, {} as never)).rejects.toThrow("answered 403"));

  it("creates a thousand secrets, four at once, since Secrets Manager allows 50 changes a second", async () => {
    const tokens = new Map<string, string>();
    let running = 0;
    let most = 0;
    const take = async <Value>(value: Value): Promise<Value> => {
      most = Math.max(most, ++running);
      await setImmediate();
      running -= 1;
      return value;
    };
    const secrets: ProvisionedSecrets = {
      find: () => take({ kind: "missing" }),
      create: (id, token) => take(void tokens.set(id, token)),
      schedule: () => take(undefined),
      unschedule: () => take(undefined),
      endUnfinished: () => take(undefined),
    };
    const ids = Array.from({ length: 1_000 }, (_, index) => `client-${index}`);
    expect(await deploy(ids, {}, secrets)).toEqual(SUCCESS);
    expect([...tokens.keys()].sort()).toEqual(ids.sort());
    expect(new Set(tokens.values()).size).toBe(1_000);
    expect(most).toBe(4);
  });

  it("keeps the tokens that another delivery of the same event creates meanwhile", async () => {
    server.beforeNext("CreateSecret", () => server.put(toSecretName("prod", "one"), "other"));
    expect(await deploy(["one", "two"], { everyDays: 30 })).toEqual(SUCCESS);
    expect(await readToken("one")).toBe("other");
    expect(await readToken("two")).toBeDefined();
  });

  it("keeps existing tokens, and creates the missing ones", async () => {
    await deploy(["one"]);
    const token = await readToken("one");
    expect(await deploy(["one", "two"])).toEqual(SUCCESS);
    expect(await readToken("one")).toBe(token);
    expect(await readToken("two")).toBeDefined();
  });

  it("keeps the tokens when it is destroyed", async () => {
    await deploy(["one"]);
    const token = await readToken("one");
    server.calls.length = 0;
    expect(await deploy(["one"], { type: "Delete" })).toEqual({
      ...SUCCESS,
      PhysicalResourceId: "client-tokens",
    });
    expect(server.calls).toEqual([]);
    expect(await readToken("one")).toBe(token);
  });

  it("schedules, changes and cancels rotation without rotating", async () => {
    await deploy(["one"]);
    const token = await readToken("one");
    await deploy(["one"], { type: "Update", everyDays: 30 });
    expect(await describeSecret("one")).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: ROTATE,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    await deploy(["one"], { type: "Update", everyDays: 60 });
    expect(await describeSecret("one")).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 60 } });
    server.calls.length = 0;
    await deploy(["one"], { type: "Update", everyDays: 60 });
    expect(server.calls).toEqual(["DescribeSecret"]);
    await deploy(["one"], { type: "Update" });
    expect(await describeSecret("one")).toMatchObject({ RotationEnabled: false });
    expect(await readToken("one")).toBe(token);
  });
});

describe("a deployment after a rotation that stopped before its end", () => {
  const begin = async (): Promise<string> => {
    await deploy(["one"], { everyDays: 30 });
    return server.startRotation(toSecretName("prod", "one"));
  };

  it("ends it before it changes the schedule, since Secrets Manager would refuse the change", async () => {
    const unfinished = await begin();
    const token = await readToken("one");
    expect(await deploy(["one"], { type: "Update", everyDays: 60 })).toEqual(SUCCESS);
    const { RotationRules, VersionIdsToStages } = await describeSecret("one");
    expect(RotationRules).toEqual({ AutomaticallyAfterDays: 60 });
    expect(Object.keys(VersionIdsToStages ?? {})).not.toContain(unfinished);
    expect(await readToken("one")).toBe(token);
  });

  it("lets it continue if the schedule stays the same", async () => {
    const unfinished = await begin();
    expect(await deploy(["one"], { type: "Update", everyDays: 30 })).toEqual(SUCCESS);
    expect((await describeSecret("one")).VersionIdsToStages).toMatchObject({ [unfinished]: ["AWSPENDING"] });
  });

  it("finds nothing to end if the pending version has become the current one", async () => {
    await deploy(["one"], { everyDays: 30 });
    const { VersionIdsToStages = {} } = await describeSecret("one");
    const [current = ""] = Object.keys(VersionIdsToStages);
    await server.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: toSecretName("prod", "one"),
        VersionStage: "AWSPENDING",
        MoveToVersionId: current,
      }),
    );
    server.calls.length = 0;
    expect(await deploy(["one"], { type: "Update", everyDays: 60 })).toEqual(SUCCESS);
    expect(server.calls).toEqual(["DescribeSecret", "RotateSecret"]);
  });
});

describe("a deployment that cannot give every client a token", () => {
  it("stops at a secret that is marked for deletion, and reports the fix", async () => {
    server.put(toSecretName("prod", "gone"), "x", { isWithdrawn: true });
    expect(await deploy(["one", "gone"])).toEqual({
      ...SUCCESS,
      Status: "FAILED",
      Reason:
        "the secret of client gone is marked for deletion: restore it (aws secretsmanager restore-secret), " +
        "or remove the client from the configuration until the secret is gone",
    });
  });

  it("can be rolled back, although the secret is still marked for deletion", async () => {
    const { PhysicalResourceId: physicalId } = await deploy(["one"]);
    server.put(toSecretName("prod", "one"), "x", { isWithdrawn: true });
    const failed = await deploy(["one", "two"], { type: "Update", physicalId });
    expect(failed).toMatchObject({ Status: "FAILED", PhysicalResourceId: physicalId });
    expect(await deploy(["one"], { type: "Update", physicalId })).toEqual({
      ...SUCCESS,
      PhysicalResourceId: physicalId,
    });
    expect(await deploy(["one", "two"], { type: "Update", physicalId })).toEqual(failed);
  });

  it.each([
    ["other clients", ["one", "two"], { everyDays: 30 }],
    ["another interval", ["one"], { everyDays: 60 }],
    ["no rotation", ["one"], {}],
  ])("is not taken for a rollback with %s", async (_, clients, changes) => {
    const { PhysicalResourceId: physicalId } = await deploy(["one"], { everyDays: 30 });
    server.setMode("down");
    expect(await deploy(clients, { type: "Update", physicalId, ...changes })).toMatchObject({
      Status: "FAILED",
    });
  });

  it("answers when Secrets Manager fails, since CloudFormation would wait for an hour", async () => {
    server.setMode("down");
    expect(await deploy(["one"])).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringMatching(/^the clients' tokens cannot be made: InternalServiceError/),
    });
  });

  it("answers with a short reason, since CloudFormation does not read an answer of more than 4,096 bytes", async () => {
    const find = () => Promise.reject(new Error("ü".repeat(10_000)));
    const secrets = { ...createProvisionedSecrets(server.client, "prod"), find };
    const answer = await deploy(["one"], {}, secrets);
    expect(answer).toMatchObject({ Status: "FAILED", Reason: expect.stringMatching(/: Error: ü+$/) });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(4_096);
  });
});
