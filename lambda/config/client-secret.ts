/**
 * The name of the secret that holds a client's token. It is derived from the environment and the client's id, so that
 * nobody needs a list of secrets: the authorizer finds a token among thousands by the id alone, and a deployment finds
 * the tokens that an earlier one left behind.
 */
export const toSecretName = (environment: string, clientId: string): string =>
  `${toSecretNamePrefix(environment)}${clientId}`;

/** What the names of all secrets of a deployment begin with. No environment is another one's prefix, since none has a slash. */
export const toSecretNamePrefix = (environment: string): string => `pushgateway-proxy/${environment}/`;
