/** What the secret of a client's token is described as: the stacks write it, and by it `npm run token` finds the secret. */
export const toSecretDescription = (clientId: string): string =>
  `token of the client ${clientId} of the Pushgateway's proxy`;
