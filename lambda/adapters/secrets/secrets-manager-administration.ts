import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type TokenAdministration, UnfinishedRevocation } from "../../authenticate/secret-store.ts";
import { createRandomToken } from "./random-token.ts";
import { removeStage } from "./secrets-manager-rotation.ts";
import { createSecretsManagerStore, type SecretsManagerSettings } from "./secrets-manager-store.ts";

/** Clients' tokens in Secrets Manager, for an operator who changes them. */
export const createSecretsManagerAdministration = (settings: SecretsManagerSettings): TokenAdministration => {
  const { client } = settings;
  const replace = async (clientId: string): Promise<string> => {
    const secretId = settings.toSecretId(clientId);
    // Secrets Manager itself moves AWSPREVIOUS to the version that was current.
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: createRandomToken() }));
    return secretId;
  };
  return {
    ...createSecretsManagerStore(settings),
    rotate: async (clientId) => {
      await replace(clientId);
    },
    revoke: async (clientId) => {
      const secretId = await replace(clientId);
      await endPrevious(client, secretId).catch((error: unknown) => {
        throw new UnfinishedRevocation(error);
      });
    },
  };
};

const endPrevious = async (client: SecretsManagerClient, secretId: string): Promise<void> => {
  const { VersionIdsToStages: versions } = await client.send(
    new DescribeSecretCommand({ SecretId: secretId }),
  );
  const previous = Object.entries(versions ?? {}).find(([, stages]) => stages.includes("AWSPREVIOUS"))?.[0];
  if (previous !== undefined) {
    await removeStage(client, secretId, "AWSPREVIOUS", previous);
  }
};
