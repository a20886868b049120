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

/** The environment of a configuration, unless a test has several. */
export const ENVIRONMENT = "changing";

/** One emulated AWS with configurations that are deployed one after the other. */
export interface ChangingDeployment {
  readonly pushgateway: FragilePushgateway;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  /** Deploys a configuration over the existing one. Resolves with all outputs. */
  deploy(configuration: string): Promise<Readonly<Record<string, string>>>;
  /** Waits until pushes are accepted. */
  waitForStore(): Promise<number>;
  sweep(): Promise<RunReport>;
  /** The sweep function's answer to an operator. */
  listContracts(): Promise<ContractList>;
  /** Does what restoring a backup to tables of other names does. Returns the names. */
  copyTables(suffix: string): Promise<{ readonly groups: string; readonly contracts: string }>;
  /** The URL of the API with its stage. */
  readonly url: string;
  /** The page of the Pushgateway. */
  readPage(): Promise<string>;
  /** Of the last deployment. */
  destroy(): Promise<void>;
  /** The names of the stacks of every deployment that are not deleted. */
  listStacks(): Promise<readonly string[]>;
  deleteStack(name: string): Promise<void>;
  readToken(client: string, environment?: string): Promise<string>;
  setSecret(secretId: string, value: string): Promise<void>;
  /** The status of a push by a client to the job of its name. */
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
  /** The emulator distinguishes services by the scope of a signature, and does not check signatures. */
  const signFor = (service: string) => ({
    Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`,
  });
  const callCloudFormation = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
    const body = new URLSearchParams({ ...parameters, Version: "2010-05-15" });
    const answer = await fetch(ministack.url, { method: "POST", body, headers: signFor("cloudformation") });
    return answer.text();
  };
  let outputs: Readonly<Record<string, string>> = {};
  const sweepFunction = (): string => outputs["SweepFunctionName"] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "changing-"));
  let app: string;
  let front: HostFront | undefined;
  /** By the host of an API. They stay, since another environment may still use its API. */
  const fronts = new Map<string, HostFront>();
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
      front = fronts.get(host) ?? (await startHostFront(ministack.port, host));
      fronts.set(host, front);
      stage = pathname.replace(/\/$/, "");
      return outputs;
    },
    get url() {
      return `${front?.url}${stage}`;
    },
    destroy: async () => void (await cdk.destroy(app)),
    listStacks: async () => {
      const listed = await callCloudFormation({ Action: "DescribeStacks" });
      return [...listed.matchAll(/<StackName>(pushgateway-proxy-[^<]+)<.*?<StackStatus>(\w+)/gs)]
        .filter(([, , status]) => status !== "DELETE_COMPLETE")
        .map(([, name = ""]) => name)
        .sort();
    },
    deleteStack: async (StackName) => void (await callCloudFormation({ Action: "DeleteStack", StackName })),
    readToken: async (client, environment = ENVIRONMENT) => {
      const command = new GetSecretValueCommand({ SecretId: toSecretName(environment, client) });
      return (await secrets.send(command)).SecretString ?? "";
    },
    setSecret: async (SecretId, SecretString) => {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    pushgateway,
    lambda,
    secrets,
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
      return (await fetch(`${ministack.url}${path}`, { headers: signFor("apigateway") })).json();
    },
    stop: async () => {
      await Promise.all([...fronts.values()].map((started) => started.stop()));
      await pushgateway.stop();
      cdk.stop();
      await ministack.stop();
    },
  };
};

/**
 * The emulator ends an invocation in flight when it replaces the function's code; AWS lets it finish. The emulator's
 * 502 is not a problem of the proxy, so the push is sent again.
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
