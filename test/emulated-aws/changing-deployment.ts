import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { askSweepFunction } from "../../cli/operator/transport.ts";
import { toSecretName } from "../../lambda/config/shared-names.ts";
import type { ContractList } from "../../lambda/sweep/operator/list-contracts.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { adaptAssembly } from "./adapt-assembly.ts";
import { createCdk, type Outputs } from "./cdk.ts";
import { copyTable } from "./copy-table.ts";
import { type FragilePushgateway, startFragilePushgateway } from "./fragile-pushgateway.ts";
import { type HostFront, startHostFront } from "./host-front.ts";
import { startMinistack } from "./start-ministack.ts";
import { runSweep, waitForStore } from "./wait-for-store.ts";

/** Of every configuration here. */
export const ENVIRONMENT = "changing";

/** One emulated AWS to which configurations are deployed one after the other. */
export interface ChangingDeployment {
  readonly pushgateway: FragilePushgateway;
  readonly lambda: LambdaClient;
  /** Deploys a configuration over what is there; resolves with all outputs. */
  deploy(configuration: string): Promise<Readonly<Record<string, string>>>;
  /** Until pushes are taken. */
  waitForStore(): Promise<number>;
  sweep(): Promise<RunReport>;
  /** As the sweep function answers an operator. */
  listContracts(): Promise<ContractList>;
  /** What restoring a backup under other names comes to. Gives the names. */
  copyTables(suffix: string): Promise<{ readonly groups: string; readonly contracts: string }>;
  /** Of the API, with its stage. */
  readonly url: string;
  /** The page of the Pushgateway. */
  readPage(): Promise<string>;
  /** Of what was deployed last. */
  destroy(): Promise<void>;
  readToken(client: string): Promise<string>;
  setSecret(secretId: string, value: string): Promise<void>;
  /** The status of a push by a client into the job of its name. */
  push(client: string, token: string, body?: string): Promise<number>;
  readApiGateway(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

export const startChangingDeployment = async (): Promise<ChangingDeployment> => {
  const ministack = await startMinistack();
  const pushgateway = await startFragilePushgateway();
  const cdk = createCdk(ministack);
  await cdk.bootstrap();
  const access = {
    endpoint: ministack.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const secrets = new SecretsManagerClient(access);
  const lambda = new LambdaClient(access);
  const dynamodb = new DynamoDBClient(access);
  let outputs: Readonly<Record<string, string>> = {};
  const sweepFunction = (): string => outputs["SweepFunctionName"] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "changing-"));
  let app: string;
  let front: HostFront | undefined;
  let frontHost = "";
  let stage = "";
  return {
    deploy: async (configuration) => {
      const file = join(folder, "proxy.yaml");
      writeFileSync(file, configuration);
      const hasPushgateway = !/^pushgateway: none$/m.test(configuration);
      app = await cdk.synth([
        ...["-c", `config=${file}`],
        ...(hasPushgateway ? ["-c", `pushgatewayUrl=${pushgateway.url}`] : []),
      ]);
      adaptAssembly(app);
      outputs = flatten((await cdk.deploy(app)).outputs);
      const { hostname, pathname } = new URL(outputs["Endpoint"] ?? "");
      const host = `${hostname.split(".")[0]}.execute-api.127.0.0.1:${ministack.port}`;
      // One that is stopped would cut off the pushes that are made meanwhile: only another API needs another front.
      if (host !== frontHost) {
        await front?.stop();
        front = await startHostFront(ministack.port, host);
        frontHost = host;
      }
      stage = pathname.replace(/\/$/, "");
      return outputs;
    },
    get url() {
      return `${front?.url}${stage}`;
    },
    destroy: async () => void (await cdk.destroy(app)),
    readToken: async (client) => {
      const command = new GetSecretValueCommand({ SecretId: toSecretName(ENVIRONMENT, client) });
      return (await secrets.send(command)).SecretString ?? "";
    },
    setSecret: async (SecretId, SecretString) => {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    pushgateway,
    lambda,
    waitForStore: () => waitForStore(lambda, sweepFunction(), 200_000),
    sweep: () => runSweep(lambda, sweepFunction()),
    listContracts: async () => {
      const listed = await askSweepFunction({ command: "contracts-list" }, lambda, sweepFunction());
      if (!listed.ok) {
        throw new Error(listed.error);
      }
      return listed.value as ContractList;
    },
    copyTables: async (suffix) => {
      const groups = `restored-groups-${suffix}`;
      const contracts = `restored-contracts-${suffix}`;
      await copyTable(dynamodb, outputs["GroupsTable"] ?? "", groups);
      await copyTable(dynamodb, outputs["ContractsTable"] ?? "", contracts);
      return { groups, contracts };
    },
    readPage: async () => (await fetch(`${pushgateway.url}/metrics`)).text(),
    push: (client, token, body = "x 1\n") =>
      pushTwiceIfInterrupted(`${front?.url}${stage}/metrics/job/${client}`, {
        method: "PUT",
        body,
        headers: { Authorization: toBasicAuth(client, token) },
      }),
    readApiGateway: async (path) => {
      // The emulator tells services apart by the scope of a signature, and checks none.
      const Authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request";
      return (await fetch(`${ministack.url}${path}`, { headers: { Authorization } })).json();
    },
    stop: async () => {
      await front?.stop();
      await pushgateway.stop();
      await ministack.stop();
    },
  };
};

/**
 * The emulator ends an invocation that is under way when it replaces the function's code, where AWS lets it finish. Its 502
 * has no problem of the proxy in it, and the push is then sent once more.
 */
const pushTwiceIfInterrupted = async (url: string, push: RequestInit): Promise<number> => {
  const first = await fetch(url, push);
  const answer = await first.text();
  if (first.status !== 502 || answer.includes('"code"')) {
    return first.status;
  }
  const second = await fetch(url, push);
  await second.arrayBuffer();
  return second.status;
};

const flatten = (outputs: Outputs): Readonly<Record<string, string>> =>
  Object.assign({}, ...Object.values(outputs));
