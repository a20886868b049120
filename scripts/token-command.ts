import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createFileSecretStore } from "../lambda/adapters/file-secret-store.ts";
import { createSecretsManagerAdministration } from "../lambda/adapters/secrets-manager-administration.ts";
import type { TokenAdministration } from "../lambda/authenticate/secret-store.ts";
import { toSecretName } from "../lambda/config/client-secret.ts";
import { describeConfigIssue } from "../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../lambda/config/load.ts";
import type { ProxyConfig } from "../lambda/config/proxy-config.ts";
import { absent, answered, type CommandOutcome, failed, misused, readArguments } from "./command.ts";

const USAGE = `usage: npm run token -- <client> [--rotate | --revoke] [--aws] [--config FILE] [--secrets FILE]

  --rotate   make a new token; the old one is accepted for rotation.overlap
  --revoke   make a new token; nothing before it is accepted, a minute or two later at the latest
  --aws      in Secrets Manager, with the credentials and the region of the AWS environment
  --config   default proxy.yaml
  --secrets  the file of local tokens, default .local/secrets.json`;

export const runTokenCommand = async (
  args: readonly string[],
  connect: () => SecretsManagerClient,
): Promise<CommandOutcome> => {
  const parsed = readArguments(args, OPTIONS);
  if (!parsed.ok) {
    return misused(`${parsed.error}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed.value;
  const [clientId, ...more] = positionals;
  if (clientId === undefined || more.length > 0 || (values.rotate && values.revoke)) {
    return misused(USAGE);
  }
  const config = loadProxyConfig(values.config);
  if (!config.ok) {
    return failed(config.error.map(describeConfigIssue).join("\n"));
  }
  if (!config.value.clients.some(({ id }) => id === clientId)) {
    return absent(
      `${values.config} has no client ${JSON.stringify(clientId)}; it has ${idsOf(config.value)}`,
    );
  }
  const { environment } = config.value;
  const tokens = values.aws
    ? openSecretsManager(environment, connect())
    : createFileSecretStore(values.secrets, Date.now);
  if (values.aws && (await tokens.read(clientId)) === undefined) {
    const name = toSecretName(environment, clientId);
    return absent(`there is no secret ${name} in this account and region; is the proxy deployed here?`);
  }
  return changeAndPrint(clientId, tokens, values);
};

const OPTIONS = {
  rotate: { type: "boolean", default: false },
  revoke: { type: "boolean", default: false },
  aws: { type: "boolean", default: false },
  config: { type: "string", default: "proxy.yaml" },
  secrets: { type: "string", default: ".local/secrets.json" },
} as const;

const idsOf = ({ clients }: ProxyConfig): string =>
  clients.length === 0 ? "none" : clients.map(({ id }) => id).join(", ");

const openSecretsManager = (environment: string, client: SecretsManagerClient): TokenAdministration =>
  createSecretsManagerAdministration({
    client,
    toSecretId: (clientId) => toSecretName(environment, clientId),
    timeoutMs: 10_000,
  });

const changeAndPrint = async (
  clientId: string,
  tokens: TokenAdministration,
  { rotate, revoke }: { readonly rotate: boolean; readonly revoke: boolean },
): Promise<CommandOutcome> => {
  if (rotate) {
    await tokens.rotate(clientId);
  }
  if (revoke) {
    await tokens.revoke(clientId);
  }
  const stored = await tokens.read(clientId);
  if (stored === undefined) {
    return absent(`client ${clientId} has no token yet; npm start makes it, or --rotate`);
  }
  return answered(stored.current.token.reveal());
};
