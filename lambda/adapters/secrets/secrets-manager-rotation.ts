import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { RotatableSecrets } from "../../authenticate/rotation.ts";
import type { TokenVersion } from "../../authenticate/secret-store.ts";
import { Secret } from "../../model/secret.ts";

/** The steps of a rotation on a secret in Secrets Manager. */
export const createRotatableSecrets = (client: SecretsManagerClient): RotatableSecrets => ({
  stagesOf: async (secretId) => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
    return described.RotationEnabled === true
      ? new Map(Object.entries(described.VersionIdsToStages ?? {}))
      : undefined;
  },
  readPending: (secretId, versionId) => readPending(client, secretId, versionId),
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
  endPending: (secretId, versionId) => endPendingVersion(client, secretId, versionId),
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

/** Takes the label of an unfinished rotation from its version. While a version has it, no other rotation can start. */
export const endPendingVersion = async (
  client: SecretsManagerClient,
  secretId: string,
  versionId: string,
): Promise<void> => {
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretId,
      VersionStage: "AWSPENDING",
      RemoveFromVersionId: versionId,
    }),
  );
};

const readPending = async (
  client: SecretsManagerClient,
  secretId: string,
  versionId: string,
): Promise<TokenVersion | undefined> => {
  const command = new GetSecretValueCommand({
    SecretId: secretId,
    VersionId: versionId,
    VersionStage: "AWSPENDING",
  });
  try {
    const { SecretString, CreatedDate } = await client.send(command);
    return SecretString === undefined
      ? undefined
      : { token: new Secret(SecretString), createdAtMs: CreatedDate?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
};
