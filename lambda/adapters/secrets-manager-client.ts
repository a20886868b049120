import { SecretsManagerClient, type SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";

/**
 * The SDK's client for reads that a push waits for. An attempt without an answer is given up after a second and made once
 * more on a new connection, as is one that is refused, broken off or answered with an error: a connection that was kept
 * while the function was frozen can be dead. Without `throwOnRequestTimeout` the SDK would only log that the second is
 * over. An answer that has begun is not covered by this: whoever reads gives the deadline for all of it.
 */
export const createSecretsManagerClient = (where: SecretsManagerClientConfig = {}): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
    ...where,
  });
