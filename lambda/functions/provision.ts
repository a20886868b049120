import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { answerCloudFormation } from "../adapters/cloudformation-answer.ts";
import { createRandomToken } from "../adapters/random-token.ts";
import { createProvisionedSecrets } from "../adapters/secrets-manager-provisioning.ts";
import { deployedConfig } from "../config/deployed.ts";
import { createProvisionHandler } from "../handlers/provision.ts";

/** A thousand new clients meet Secrets Manager's limit of changes a second: the client then waits as long as it must. */
const client = new SecretsManagerClient({ retryMode: "adaptive", maxAttempts: 10 });

export const handler = createProvisionHandler({
  clientIds: deployedConfig.clients.map(({ id }) => id),
  everyDays: deployedConfig.rotation.everyDays,
  secrets: createProvisionedSecrets(client, deployedConfig.environment),
  createToken: createRandomToken,
  answer: answerCloudFormation,
});
