import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createRandomToken } from "../adapters/secrets/random-token.ts";
import { createRotatableSecrets } from "../adapters/secrets/secrets-manager-rotation.ts";
import { deployedConfig } from "../config/deployed.ts";
import { createRotateHandler } from "../handlers/rotate.ts";

export const handler = createRotateHandler({
  secrets: createRotatableSecrets(new SecretsManagerClient({})),
  createToken: createRandomToken,
  overlapMs: deployedConfig.rotation.overlapSeconds * 1000,
  now: Date.now,
});
