import { createRandomToken } from "../adapters/secrets/random-token.ts";
import { createRotatableSecrets } from "../adapters/secrets/secrets-manager-rotation.ts";
import { createSecretsManagerClient } from "../adapters/secrets/secrets-manager-store.ts";
import { deployedConfig } from "../config/deployed.ts";
import { createRotateHandler } from "../handlers/rotate.ts";

export const handler = createRotateHandler({
  secrets: createRotatableSecrets(createSecretsManagerClient({ maxAttempts: 3 }, 5_000)),
  createToken: createRandomToken,
  overlapMs: deployedConfig.rotation.overlapSeconds * 1000,
  now: Date.now,
});
