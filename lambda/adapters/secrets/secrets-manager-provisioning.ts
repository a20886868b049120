import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RotateSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { ProvisionedSecrets, SecretState } from "../../authenticate/provision.ts";
import { toSecretName } from "../../config/shared-names.ts";
import { during } from "../../model/outage.ts";
import { removeStage } from "./secrets-manager-rotation.ts";

/** Clients' secrets in Secrets Manager, for the deployment that creates them. */
export const createProvisionedSecrets = (
  client: SecretsManagerClient,
  environment: string,
): ProvisionedSecrets => {
  const nameOf = (clientId: string) => toSecretName(environment, clientId);
  return {
    find: (clientId) => findSecret(client, nameOf(clientId)),
    create: async (clientId, token) => {
      const secret = new CreateSecretCommand({
        Name: nameOf(clientId),
        Description: `token of the client ${clientId} of the Pushgateway proxy`,
        SecretString: token,
        Tags: [{ Key: "pushgateway-proxy:environment", Value: environment }],
      });
      await client.send(secret).catch(during(ResourceExistsException, undefined));
    },
    schedule: async (clientId, { functionArn, everyDays }) => {
      await client.send(
        new RotateSecretCommand({
          SecretId: nameOf(clientId),
          RotationLambdaARN: functionArn,
          RotationRules: { AutomaticallyAfterDays: everyDays },
          RotateImmediately: false,
        }),
      );
    },
    unschedule: async (clientId) => {
      await client.send(new CancelRotateSecretCommand({ SecretId: nameOf(clientId) }));
    },
    endUnfinished: (clientId, versionId) => removeStage(client, nameOf(clientId), "AWSPENDING", versionId),
  };
};

const findSecret = async (client: SecretsManagerClient, name: string): Promise<SecretState> => {
  try {
    const described = await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (described.DeletedDate !== undefined) {
      return { kind: "withdrawn" };
    }
    const rotation =
      described.RotationEnabled === true
        ? {
            functionArn: described.RotationLambdaARN,
            everyDays: described.RotationRules?.AutomaticallyAfterDays,
          }
        : {};
    return { kind: "present", rotation, unfinished: findUnfinished(described.VersionIdsToStages ?? {}) };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return { kind: "missing" };
    }
    throw error;
  }
};

/** After a complete rotation the current version can still be labelled as pending. */
const findUnfinished = (stagesOfVersions: Readonly<Record<string, readonly string[]>>): string | undefined =>
  Object.entries(stagesOfVersions).find(
    ([, stages]) => stages.includes("AWSPENDING") && !stages.includes("AWSCURRENT"),
  )?.[0];
