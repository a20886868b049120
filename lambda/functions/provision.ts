import { answerCloudFormation } from "../adapters/cloudformation-answer.ts";
import { createRandomToken } from "../adapters/secrets/random-token.ts";
import { createProvisionedSecrets } from "../adapters/secrets/secrets-manager-provisioning.ts";
import { createSecretsManagerClient } from "../adapters/secrets/secrets-manager-store.ts";
import { deployedConfig } from "../config/deployed.ts";
import { createProvisionHandler } from "../handlers/provision.ts";

/** Making secrets for a thousand new clients exceeds Secrets Manager's rate of changes. The SDK then waits and tries again. */
const client = createSecretsManagerClient({ maxAttempts: 10 }, 10_000);

export const handler = createProvisionHandler({
  clientIds: deployedConfig.clients.map(({ id }) => id),
  everyDays: deployedConfig.rotation.everyDays,
  secrets: createProvisionedSecrets(client, deployedConfig.environment),
  createToken: createRandomToken,
  answer: answerCloudFormation,
});
