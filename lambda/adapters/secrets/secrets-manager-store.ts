import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  InvalidRequestException,
  ResourceNotFoundException,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import type { SecretStore, TokenVersion } from "../../authenticate/secret-store.ts";
import { Secret } from "../../model/secret.ts";

export interface SecretsManagerSettings {
  readonly client: SecretsManagerClient;
  /** The name or ARN of a client's secret. Its value is the token itself. */
  readonly toSecretId: (clientId: string) => string;
  /** For one whole read, since a push waits for it. */
  readonly timeoutMs: number;
}

/** Clients' tokens in Secrets Manager: one secret each, with its stages AWSCURRENT and AWSPREVIOUS. */
export const createSecretsManagerStore = ({
  client,
  toSecretId,
  timeoutMs,
}: SecretsManagerSettings): SecretStore => ({
  read: async (clientId) => {
    const SecretId = toSecretId(clientId);
    const options = { abortSignal: AbortSignal.timeout(timeoutMs) };
    const current = await readVersion(client, { SecretId, VersionStage: "AWSCURRENT" }, options);
    if (current === undefined) {
      return undefined;
    }
    // After the current version: in the other order, the version that a rotation replaces between the two would be neither.
    const previous = await readVersion(client, { SecretId, VersionStage: "AWSPREVIOUS" }, options);
    return { current, previous };
  },
});

/**
 * Undefined if there is no such secret or version, or if the secret is marked for deletion: only then is the request invalid
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html).
 */
export const readVersion = async (
  client: SecretsManagerClient,
  which: GetSecretValueCommandInput,
  options: { readonly abortSignal?: AbortSignal } = {},
): Promise<TokenVersion | undefined> => {
  try {
    const { SecretString = "", CreatedDate } = await client.send(new GetSecretValueCommand(which), options);
    return SecretString === ""
      ? undefined
      : { token: new Secret(SecretString), createdAtMs: CreatedDate?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) {
      return undefined;
    }
    options.abortSignal?.throwIfAborted();
    throw error instanceof SyntaxError ? withoutQuotation(error) : error;
  }
};

/** The message of this error quotes the answer, and so a part of the token. */
const withoutQuotation = (error: SyntaxError & { readonly $metadata?: unknown }): Error =>
  Object.assign(new Error("the answer of Secrets Manager is not JSON"), { $metadata: error.$metadata });

/**
 * The SDK's client. An attempt ends if there is no answer in the time of a request, and another one is made on a new
 * connection. The same happens after an error, because a connection that was kept while the function was frozen can be
 * dead. Without `throwOnRequestTimeout` the SDK would only log the time-out. The time for receiving an answer is not
 * limited here: a push that waits has a deadline for the whole call.
 */
export const createSecretsManagerClient = (
  where: SecretsManagerClientConfig = {},
  requestTimeoutMs = 1_000,
): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: requestTimeoutMs / 2,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...where,
  });
