import { type Command, Option } from "commander";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { toOverlapEndMs } from "../../lambda/authenticate/rotation.ts";
import {
  type StoredToken,
  type TokenAdministration,
  UnfinishedRevocation,
} from "../../lambda/authenticate/secret-store.ts";
import { loadConfigOrText } from "../../lambda/config/load.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { toSecretName } from "../../lambda/config/shared-names.ts";
import { suggest } from "../../lambda/model/suggestion.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { describeAwsProblem } from "../describe-error.ts";
import { answered, type CommandOutcome, failed } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";

export const createTokenCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("token", "print or change the token of a client", [
    "pushgateway-proxy token desktop-app                  # print it",
    "pushgateway-proxy token desktop-app --rotate --aws   # a new one; the old one works for rotation.overlap",
    "pushgateway-proxy token desktop-app --revoke --aws   # a new one; the old one stops working",
  ])
    .argument("<client>", "id of a client in proxy.yaml")
    .option("--rotate", "make a new token; the old one is accepted for rotation.overlap")
    .addOption(
      new Option("--revoke", "make a new token; earlier ones are refused within two minutes").conflicts(
        "rotate",
      ),
    )
    .option(
      "--aws",
      "the token in Secrets Manager, with the credentials and the region of the AWS environment",
    )
    .option("--config <file>", "the configuration", "proxy.yaml")
    .option("--secrets <file>", "the file of local tokens", ".local/secrets.json")
    .action((clientId: string, options: TokenOptions) =>
      answer(options, () => runToken(clientId, options, ports)),
    );

interface TokenOptions extends AnswerForm {
  readonly rotate?: boolean;
  readonly revoke?: boolean;
  readonly aws?: boolean;
  readonly config: string;
  readonly secrets: string;
}

const runToken = async (
  clientId: string,
  options: TokenOptions,
  ports: CliPorts,
): Promise<CommandOutcome> => {
  const config = loadConfigOrText(options.config);
  if (!config.ok) {
    return failed(config.error);
  }
  const ids = config.value.clients.map(({ id }) => id);
  if (!ids.includes(clientId)) {
    return failed(describeUnknownClient(clientId, ids, options.config));
  }
  const tokens = await openTokens(config.value, options, ports);
  if (options.aws === true && (await tokens.read(clientId)) === undefined) {
    const name = toSecretName(config.value.environment, clientId);
    return failed(
      `there is no secret ${name} in this account and region, or it is marked for deletion; is the proxy deployed here?`,
    );
  }
  if (options.rotate === true) {
    const running = describeOverlap(await tokens.read(clientId), config.value.rotation.overlapSeconds);
    if (running !== undefined) {
      return failed(running);
    }
  }
  return changeAndPrint(clientId, tokens, options);
};

/** Only one previous token is accepted, so a second rotation would end the time that the first one has promised. */
const describeOverlap = (stored: StoredToken | undefined, overlapSeconds: number): string | undefined => {
  if (stored?.previous === undefined) {
    return undefined;
  }
  const endMs = toOverlapEndMs(stored.current, overlapSeconds * 1000);
  return Date.now() >= endMs
    ? undefined
    : `the previous token is accepted until ${new Date(endMs).toISOString()}, and another rotation would end that now; ` +
        "to print the new token leave out --rotate, to end all earlier tokens use --revoke";
};

const describeUnknownClient = (clientId: string, ids: readonly string[], file: string): string => {
  const near = suggest(clientId, ids);
  const advice = near === undefined ? `it has ${ids.join(", ") || "none"}` : `did you mean ${near}?`;
  return `${file} has no client ${JSON.stringify(clientId)}; ${advice}`;
};

const openTokens = async (
  { environment }: ProxyConfig,
  { aws, secrets }: TokenOptions,
  ports: CliPorts,
): Promise<TokenAdministration> =>
  aws === true ? openSecretsManager(environment, ports) : createFileSecretStore(secrets, Date.now);

/** The SDK takes longer to load than the rest of this command takes to run. */
const openSecretsManager = async (environment: string, ports: CliPorts): Promise<TokenAdministration> => {
  const { createSecretsManagerAdministration } = await import(
    "../../lambda/adapters/secrets/secrets-manager-administration.ts"
  );
  return createSecretsManagerAdministration({
    client: await ports.connectSecretsManager(),
    toSecretId: (clientId) => toSecretName(environment, clientId),
    timeoutMs: 10_000,
  });
};

const changeAndPrint = async (
  clientId: string,
  tokens: TokenAdministration,
  { rotate, revoke }: TokenOptions,
): Promise<CommandOutcome> => {
  if (rotate === true) {
    await tokens.rotate(clientId);
  }
  if (revoke === true) {
    const unfinished = await tokens.revoke(clientId).then(() => undefined, describeUnfinished);
    if (unfinished !== undefined) {
      return failed(unfinished);
    }
  }
  const stored = await tokens.read(clientId);
  if (stored === undefined) {
    return failed(`client ${clientId} has no token yet; start the system once (npm start), or use --rotate`);
  }
  const token = stored.current.token.reveal();
  return answered(token, { client: clientId, token });
};

const describeUnfinished = (error: unknown): string => {
  if (error instanceof UnfinishedRevocation) {
    return `${error.message}: ${describeAwsProblem(error.cause)}; then revoke again, which ends it in any case`;
  }
  throw error;
};
