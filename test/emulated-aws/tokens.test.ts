import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { RotationStep } from "../../lambda/authenticate/rotation.ts";
import { toSecretName } from "../../lambda/config/shared-names.ts";
import { type ChangingDeployment, ENVIRONMENT, startChangingDeployment } from "./changing-deployment.ts";

const write = (every: string, clients: readonly string[] = []): string =>
  [
    `environment: ${ENVIRONMENT}`,
    "pushgateway: none",
    "scrape: { transfer: buffered }",
    `rotation: { every: ${every}, overlap: 24h }`,
    "clients:",
    '  - { id: app, grants: [{ methods: [PUT], job: app, metrics: ["*"] }] }',
    '  - { id: other, grants: [{ methods: [PUT], job: other, metrics: ["*"] }] }',
    ...clients.map((id) => `  - { id: ${id}, grants: [{ methods: [PUT], job: ${id}, metrics: ["*"] }] }`),
    "",
  ].join("\n");

const STEPS: readonly RotationStep[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

let deployment: ChangingDeployment;
let first: string;

beforeAll(async () => {
  deployment = await startChangingDeployment();
  await deployment.deploy(write("30d"));
  first = await deployment.readToken("app");
}, 300_000);

afterAll(() => deployment?.stop());

/** The rotation function is the deployed bundle with its role. Secrets Manager's part is played by the test. */
describe("a rotation in a deployment", () => {
  const describeSecret = (client = "app") =>
    deployment.secrets.send(new DescribeSecretCommand({ SecretId: toSecretName(ENVIRONMENT, client) }));

  /** The labels of each version that has any. */
  const labels = async (client = "app") =>
    new Map(
      Object.entries((await describeSecret(client)).VersionIdsToStages ?? {}).map(([id, stages]) => [
        id,
        stages.filter((stage) => stage !== "AWSPENDING"),
      ]),
    );

  const begin = async (client = "app"): Promise<string> => {
    const ClientRequestToken = randomUUID();
    await deployment.secrets.send(
      new RotateSecretCommand({ SecretId: toSecretName(ENVIRONMENT, client), ClientRequestToken }),
    );
    return ClientRequestToken;
  };

  /** Calls the function as Secrets Manager does. Resolves with the text of its error, if it ends with one. */
  const call = async (Step: RotationStep, version: string, client = "app"): Promise<string | undefined> => {
    const { ARN, RotationLambdaARN } = await describeSecret(client);
    const { FunctionError, Payload } = await deployment.lambda.send(
      new InvokeCommand({
        FunctionName: RotationLambdaARN ?? "",
        Payload: JSON.stringify({ Step, SecretId: ARN, ClientRequestToken: version }),
      }),
    );
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null");
    return FunctionError === undefined ? undefined : (answer.errorMessage as string);
  };

  /** As if the time of the previous token were over. */
  const endOverlap = async (client = "app"): Promise<void> => {
    const [previous] = [...(await labels(client))].find(([, stages]) => stages.includes("AWSPREVIOUS")) ?? [];
    await deployment.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: toSecretName(ENVIRONMENT, client),
        VersionStage: "AWSPREVIOUS",
        RemoveFromVersionId: previous,
      }),
    );
  };

  const rotate = async (client = "app"): Promise<string> => {
    const version = await begin(client);
    for (const step of STEPS) {
      expect(await call(step, version, client)).toBeUndefined();
    }
    return version;
  };

  it("is scheduled by the deployment, which changes no token", async () => {
    const { RotationEnabled, RotationRules, VersionIdsToStages } = await describeSecret();
    expect({ RotationEnabled, RotationRules }).toEqual({
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    expect(Object.values(VersionIdsToStages ?? {})).toEqual([["AWSCURRENT"]]);
    expect(await deployment.push("app", first)).toBe(200);
  });

  it("refuses no push, although each event is delivered twice", async () => {
    const version = await begin();
    for (const step of STEPS) {
      expect(await call(step, version)).toBeUndefined();
      expect(await deployment.push("app", first)).toBe(200);
      expect(await call(step, version)).toBeUndefined();
      expect(await deployment.push("app", first)).toBe(200);
    }
    const second = await deployment.readToken("app");
    expect(second).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(second).not.toBe(first);
    expect(await deployment.push("app", second)).toBe(200);
    expect(await deployment.push("app", first)).toBe(200);
    expect((await labels()).get(version)).toEqual(["AWSCURRENT"]);
  });

  it("changes nothing when an event of a finished rotation comes late", async () => {
    const before = await labels();
    const token = await deployment.readToken("app");
    const [current = ""] = [...before].find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
    for (const step of STEPS) {
      expect(await call(step, current)).toBeUndefined();
    }
    expect([await labels(), await deployment.readToken("app")]).toEqual([before, token]);
  });

  it("waits while the previous token is accepted, and then ends the token before the last one", async () => {
    const version = await begin();
    expect(await call("createSecret", version)).toMatch(/ stopped at createSecret: overlap-running$/);
    expect(await deployment.push("app", first)).toBe(200);
    await endOverlap();
    for (const step of STEPS) {
      expect(await call(step, version)).toBeUndefined();
    }
    // The authorizer reads the tokens again when it gets one that it does not know, but at most once in ten seconds.
    await sleep(10_000);
    expect(await deployment.push("app", await deployment.readToken("app"))).toBe(200);
    // The gateway remembers the answer to the first token, so it is sent in another form.
    const bearer = await fetch(`${deployment.url}/metrics/job/app`, {
      method: "PUT",
      body: "x 1\n",
      headers: { Authorization: `Bearer app.${first}` },
    });
    expect(bearer.status).toBe(401);
  }, 30_000);

  it("that fails in the middle leaves the token as it is, and can be continued", async () => {
    const token = await deployment.readToken("other");
    const version = await begin("other");
    expect(await call("finishSecret", version, "other")).toMatch(
      /^rotation of arn:aws:secretsmanager:.*pushgateway-proxy\/changing\/other.* stopped at finishSecret: token-unusable$/,
    );
    expect(await call("testSecret", randomUUID(), "other")).toMatch(
      / stopped at testSecret: version-unknown$/,
    );
    expect(await deployment.push("other", token)).toBe(200);
    for (const step of STEPS) {
      expect(await call(step, version, "other")).toBeUndefined();
    }
    expect(await deployment.push("other", await deployment.readToken("other"))).toBe(200);
    expect(await deployment.push("other", token)).toBe(200);
  });

  it("that has stopped does not stop the next deployment", async () => {
    const token = await deployment.readToken("other");
    const version = await begin("other");
    await deployment.secrets.send(
      new PutSecretValueCommand({
        SecretId: toSecretName(ENVIRONMENT, "other"),
        ClientRequestToken: version,
        SecretString: "written by hand",
        VersionStages: ["AWSPENDING"],
      }),
    );
    expect(await call("testSecret", version, "other")).toMatch(/token-unusable$/);
    await expect(begin("other")).rejects.toThrow("A previous rotation isn't complete");
    await deployment.deploy(write("60d"));
    expect((await describeSecret("other")).RotationRules).toEqual({ AutomaticallyAfterDays: 60 });
    expect(await deployment.push("other", token)).toBe(200);
    await endOverlap("other");
    await rotate("other");
    expect(await deployment.push("other", await deployment.readToken("other"))).toBe(200);
  }, 240_000);

  it("reads only secrets of its deployment", async () => {
    const { ARN, RotationLambdaARN } = await describeSecret();
    const { Payload } = await deployment.lambda.send(
      new InvokeCommand({
        FunctionName: RotationLambdaARN ?? "",
        Payload: JSON.stringify({
          Step: "createSecret",
          SecretId: ARN?.replace(`/${ENVIRONMENT}/`, "/elsewhere/"),
          ClientRequestToken: randomUUID(),
        }),
      }),
    );
    expect(Buffer.from(Payload ?? []).toString("utf8")).toContain("AccessDeniedException");
  });
});

describe("a deployment that finds a client's secret marked for deletion", () => {
  it("is rolled back, refuses no push, and succeeds when the secret is restored", async () => {
    const SecretId = toSecretName(ENVIRONMENT, "other");
    const token = await deployment.readToken("app");
    await deployment.secrets.send(new DeleteSecretCommand({ SecretId }));
    await expect(deployment.deploy(write("60d", ["third"]))).rejects.toThrow(
      "the secret of client other is marked for deletion",
    );
    expect(await deployment.push("app", token)).toBe(200);
    await deployment.secrets.send(new RestoreSecretCommand({ SecretId }));
    await deployment.deploy(write("60d", ["third"]));
    for (const client of ["app", "other", "third"]) {
      expect(await deployment.push(client, await deployment.readToken(client))).toBe(200);
    }
  }, 300_000);
});
