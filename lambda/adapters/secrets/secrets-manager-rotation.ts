import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { RotatableSecrets } from "../../authenticate/rotation.ts";
import { readVersion } from "./secrets-manager-store.ts";

/** The steps of a rotation on a secret in Secrets Manager. */
export const createRotatableSecrets = (client: SecretsManagerClient): RotatableSecrets => ({
  stagesOf: async (secretId) => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return described.RotationEnabled === true
      ? new Map(Object.entries(described.VersionIdsToStages ?? {}))
      : undefined;
  },
  readCurrent: (secretId) => readVersion(client, { SecretId: secretId, VersionStage: "AWSCURRENT" }),
  readPending: (secretId, versionId) =>
    readVersion(client, { SecretId: secretId, VersionId: versionId, VersionStage: "AWSPENDING" }),
  putPending: async (secretId, versionId, token) => {
    await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: token,
        VersionStages: ["AWSPENDING"],
      }),
    );
  },
  endPending: (secretId, versionId) => removeStage(client, secretId, "AWSPENDING", versionId),
  makeCurrent: async (secretId, versionId, currentVersionId) => {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: "AWSCURRENT",
        MoveToVersionId: versionId,
        RemoveFromVersionId: currentVersionId,
      }),
    );
  },
});

/** Takes a label from a version. While a version has AWSPENDING, no other rotation can start. */
export const removeStage = async (
  client: SecretsManagerClient,
  secretId: string,
  stage: "AWSPENDING" | "AWSPREVIOUS",
  versionId: string,
): Promise<void> => {
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: stage,
      RemoveFromVersionId: versionId,
    }),
  );
};
