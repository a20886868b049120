import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { createRandomToken } from "../../lambda/adapters/secrets/random-token.ts";
import { toSecretName } from "../../lambda/config/shared-names.ts";
import { startOidcIssuer } from "../support/oidc-issuer.ts";
import { adaptAssembly } from "./adapt-assembly.ts";
import { createCdk } from "./cdk.ts";
import { writeConfiguration } from "./configuration.ts";
import { type FragilePushgateway, startFragilePushgateway } from "./fragile-pushgateway.ts";
import { startHostFront } from "./host-front.ts";
import { startMinistack } from "./start-ministack.ts";
import type { Target } from "./suite.ts";

export interface EmulatedDeployment extends Target {
  readonly configFile: string;
  /** Settings for the AWS CLI, CDK and SDKs to reach the emulator. */
  readonly environment: Readonly<Record<string, string>>;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly pushgateway: FragilePushgateway;
  /** The answer of API Gateway's own API for a path such as `/usageplans`. */
  readApiGateway(path: string): Promise<unknown>;
  readonly apiId: string;
  readonly sweepFunctionName: string;
  /** Takes all rights from a role. */
  denyAll(role: string): Promise<void>;
  /** Marks a client's secret for deletion: it exists, but cannot be read. */
  withdrawSecret(client: string): Promise<void>;
  /** Deploys the same app again, and resolves with the CLI's output. */
  deployAgain(): Promise<string>;
  destroy(): Promise<string>;
}

/** The real stacks with the real bundles, deployed by the real CLI to an emulator, in front of a real Pushgateway. */
export const startEmulatedDeployment = async (): Promise<EmulatedDeployment> => {
  const ministack = await startMinistack();
  const pushgateway = await startFragilePushgateway();
  const issuer = await startOidcIssuer();
  const configFile = writeConfiguration(issuer);
  const cdk = createCdk(ministack);
  await cdk.bootstrap();
  const app = await cdk.synth([
    ...["-c", `config=${configFile}`],
    ...["-c", `pushgatewayUrl=${pushgateway.url}`],
  ]);
  adaptAssembly(app);
  const outputs = (await cdk.deploy(app)).outputs["pushgateway-proxy-emulated-api"] ?? {};
  const { hostname, pathname } = new URL(outputs["Endpoint"] ?? "");
  const apiId = hostname.split(".")[0] ?? "";
  const host = `${apiId}.execute-api.127.0.0.1:${ministack.port}`;
  const front = await startHostFront(ministack.port, host);
  const access = {
    endpoint: ministack.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const secrets = new SecretsManagerClient(access);
  const lambda = new LambdaClient(access);
  const logs = new CloudWatchLogsClient(access);
  const sweepFunctionName = outputs["SweepFunctionName"] ?? "";
  const rotate = async (client: string): Promise<void> => {
    const SecretId = toSecretName("emulated", client);
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: createRandomToken() }));
  };
  return {
    url: `${front.url}${pathname.replace(/\/$/, "")}`,
    pushgatewayUrl: pushgateway.url,
    issuer,
    configFile,
    environment: ministack.environment,
    lambda,
    logs,
    pushgateway,
    apiId,
    sweepFunctionName,
    readApiGateway: async (path) => (await askService(`${ministack.url}${path}`, "apigateway")).json(),
    denyAll: async (role) => {
      const policy = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
      const parameters = new URLSearchParams({
        Action: "PutRolePolicy",
        Version: "2010-05-08",
        RoleName: role,
        PolicyName: "nothing",
        PolicyDocument: JSON.stringify(policy),
      });
      const { status } = await askService(`${ministack.url}/?${parameters}`, "iam");
      if (status !== 200) {
        throw new TypeError(`the emulator answers ${status}`);
      }
    },
    withdrawSecret: async (client) => {
      await secrets.send(new DeleteSecretCommand({ SecretId: toSecretName("emulated", client) }));
    },
    readToken: async (client) => {
      const command = new GetSecretValueCommand({ SecretId: toSecretName("emulated", client) });
      return (await secrets.send(command)).SecretString ?? "";
    },
    rotate,
    deployAgain: async () => (await cdk.deploy(app)).log,
    destroy: () => cdk.destroy(app),
    stop: async () => {
      await front.stop();
      await pushgateway.stop();
      await issuer.close();
      cdk.stop();
      await ministack.stop();
    },
  };
};

/** The emulator distinguishes services by the scope of a signature, and does not check the tests' signatures. */
const askService = (url: string, service: string): Promise<Response> =>
  fetch(url, {
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`,
    },
  });
