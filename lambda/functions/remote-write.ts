import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createEmfLog } from "../adapters/cloudwatch/emf-document.ts";
import { createEmfRemoteWriteReport } from "../adapters/cloudwatch/emf-remote-write-report.ts";
import { createStoreOutageLog } from "../adapters/cloudwatch/emf-store-outages.ts";
import { createDynamodbStore } from "../adapters/dynamodb/dynamodb-store.ts";
import { findEnv, requireEnv } from "../adapters/function-process.ts";
import {
  createAwsAuthorization,
  createHeaderAuthorization,
  type ReadCredential,
  toBasicHeader,
  toBearerHeader,
} from "../adapters/remote-write/remote-write-authorization.ts";
import {
  createRemoteWriteReceiver,
  NO_AUTHORIZATION,
  type RequestAuthorizer,
} from "../adapters/remote-write/remote-write-receiver.ts";
import { createRemoteWriteSecret } from "../adapters/remote-write/remote-write-secret.ts";
import { createSecretsManagerClient } from "../adapters/secrets/secrets-manager-store.ts";
import { deployedConfig } from "../config/deployed.ts";
import type { RemoteWriteTarget } from "../config/proxy-config.ts";
import { REMOTE_WRITE_TIMES } from "../destinations/remote-write/times.ts";
import { createRemoteWriteHandler } from "../handlers/remote-write.ts";

/**
 * `DESTINATION` and `SHARD`: the part of the configuration. `RECEIVER_URL`: its URL. `SECRET_ID`: the secret with its
 * password or token. `GROUPS_TABLE` and `CONTRACTS_TABLE`: the tables of the store.
 */
const name = requireEnv("DESTINATION");
const destination = deployedConfig.remoteWrite.find((one) => one.name === name);
if (destination === undefined) {
  throw new TypeError(`the configuration has no destination ${name}`);
}

const secretId = findEnv("SECRET_ID");
const readCredential: ReadCredential | undefined =
  secretId === undefined ? undefined : createRemoteWriteSecret(createSecretsManagerClient(), secretId);

/** Lambda provides the credentials of the function's role in the environment. */
const readOwnCredentials = async () => ({
  accessKeyId: requireEnv("AWS_ACCESS_KEY_ID"),
  secretAccessKey: requireEnv("AWS_SECRET_ACCESS_KEY"),
  sessionToken: findEnv("AWS_SESSION_TOKEN") ?? "",
});

const toAuthorization = (target: RemoteWriteTarget): RequestAuthorizer => {
  if (target.kind === "amp") {
    return createAwsAuthorization(
      target.workspaceArn?.split(":")[3] ?? requireEnv("AWS_REGION"),
      readOwnCredentials,
    );
  }
  const { credential } = target;
  if (credential.kind === "none" || readCredential === undefined) {
    return NO_AUTHORIZATION;
  }
  return createHeaderAuthorization(
    readCredential,
    credential.kind === "basic" ? toBasicHeader(credential.username) : toBearerHeader,
  );
};

const log = createEmfLog(deployedConfig.environment);

export const handler = createRemoteWriteHandler(
  {
    store: createDynamodbStore({
      groups: requireEnv("GROUPS_TABLE"),
      contracts: requireEnv("CONTRACTS_TABLE"),
      onOutage: createStoreOutageLog(log),
      gone: "kept",
    }),
    receiver: createRemoteWriteReceiver({
      url: new URL(requireEnv("RECEIVER_URL")),
      headers: destination.headers,
      authorization: toAuthorization(destination.target),
    }),
    now: Date.now,
    sleep: async (ms) => {
      await sleep(ms);
    },
    random: Math.random,
    createId: randomUUID,
    isCredentialSet: async () => readCredential === undefined || (await readCredential()) !== undefined,
    report: createEmfRemoteWriteReport(log),
  },
  { destination, shard: Number(requireEnv("SHARD")), times: REMOTE_WRITE_TIMES },
);
