import { createEmfAuthorizerAudit } from "../adapters/cloudwatch/emf-authorizer-audit.ts";
import { createEmfLog } from "../adapters/cloudwatch/emf-document.ts";
import { readJwks } from "../adapters/jwks-reader.ts";
import { verifySignedToken } from "../adapters/jwks-verifier.ts";
import {
  createSecretsManagerClient,
  createSecretsManagerStore,
} from "../adapters/secrets/secrets-manager-store.ts";
import { createAuthenticate } from "../authenticate/authenticate.ts";
import { createClientDirectory } from "../authenticate/client-directory.ts";
import { deployedConfig } from "../config/deployed.ts";
import { toSecretName } from "../config/shared-names.ts";
import { createAuthorizerHandler } from "../handlers/authorizer.ts";

const audit = createEmfAuthorizerAudit(createEmfLog(deployedConfig.environment));

export const handler = createAuthorizerHandler({
  environment: deployedConfig.environment,
  audit: audit.outcome,
  authenticate: createAuthenticate({
    directory: createClientDirectory(deployedConfig),
    overlapSeconds: deployedConfig.rotation.overlapSeconds,
    secretStore: createSecretsManagerStore({
      client: createSecretsManagerClient(),
      toSecretId: (clientId) => toSecretName(deployedConfig.environment, clientId),
      timeoutMs: 2_500,
    }),
    readIssuerKeys: readJwks,
    verify: verifySignedToken,
    now: Date.now,
    onRead: audit.read,
  }),
});
