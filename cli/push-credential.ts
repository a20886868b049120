import { type Authorization, describeClaims } from "../action/authorization.ts";
import { printKey } from "../action/labels-input.ts";
import type { PushInputs } from "../action/push.ts";
import { createFileSecretStore } from "../lambda/adapters/secrets/file-secret-store.ts";
import { explain } from "../lambda/authorize/explain.ts";
import { createKeyLabels } from "../lambda/authorize/key-labels.ts";
import { loadConfigOrText } from "../lambda/config/load.ts";
import { LOOPBACK_HOSTS } from "../lambda/config/trusted-url.ts";
import { toBasicAuthorization } from "../lambda/model/basic-authorization.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { Secret } from "../lambda/model/secret.ts";

/** The options of `push` that give the credential. */
export interface CredentialOptions {
  readonly user?: string;
  readonly token?: string;
  readonly config: string;
  readonly secrets: string;
}

/** The given credential; undefined if there is none. */
export const readCredential = ({
  token,
  user,
}: CredentialOptions): Result<Authorization, string> | undefined => {
  if (user !== undefined) {
    return /^[^\s:]+:[^\s]+$/.test(user)
      ? ok(toClientAuthorization(user))
      : err("--user is not <client>:<token>; its value is not shown");
  }
  if (token !== undefined) {
    return /^[\w-]+(\.[\w-]+){2}$/.test(token)
      ? ok({ header: new Secret(`Bearer ${token}`), claims: describeClaims(token) })
      : err(
          `--token (PUSHGATEWAY_PROXY_TOKEN) is ${token === "" ? "empty" : "not a JWT; its value is not shown"}; in GitLab id_tokens of the job gives it`,
        );
  }
  return undefined;
};

const toClientAuthorization = (user: string): Authorization => ({
  header: new Secret(toBasicAuthorization(user)),
  claims: undefined,
});

/** The credential of the first client of the local system that may send the request. It is for no other machine. */
export const findCredential = async (
  request: Pick<PushInputs, "url" | "method" | "key" | "isDryRun">,
  options: CredentialOptions,
): Promise<Result<Authorization, string>> => {
  const { hostname, origin } = new URL(request.url);
  if (!LOOPBACK_HOSTS.has(hostname)) {
    return err(
      `--user and --token are not given, and ${options.secrets} has only the tokens of the local system: give the credential for ${origin} with --user <client>:<token>, or in PUSHGATEWAY_PROXY_USER`,
    );
  }
  const config = loadConfigOrText(options.config);
  if (!config.ok) {
    return err(
      `neither --user (PUSHGATEWAY_PROXY_USER) nor --token (PUSHGATEWAY_PROXY_TOKEN) is given, and ${options.config} is not valid, so no client can be taken from it:\n${config.error}`,
    );
  }
  const tokens = createFileSecretStore(options.secrets, Date.now);
  for (const { id, grants } of config.value.clients) {
    const granted = explain({ grants, claims: {} }, request, createKeyLabels(config.value));
    const stored = granted.ok ? await tokens.read(id) : undefined;
    if (stored !== undefined) {
      return ok(toClientAuthorization(`${id}:${stored.current.token.reveal()}`));
    }
  }
  return err(
    `no client in ${options.config} with a token in ${options.secrets} may ${request.method} ${printKey(request.key)}; name another client with --user <client>:<token>, or add a grant`,
  );
};
