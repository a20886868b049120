import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createAxiosPushgateway } from "../../lambda/adapters/axios-pushgateway.ts";
import { createFileSecretStore } from "../../lambda/adapters/file-secret-store.ts";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { readJwks } from "../../lambda/adapters/jwks-reader.ts";
import { verifySignedToken } from "../../lambda/adapters/jwks-verifier.ts";
import { NO_REGISTRY } from "../../lambda/agree/no-registry.ts";
import type { Registry } from "../../lambda/agree/registry.ts";
import { createAuthenticate } from "../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import { type AuthorizerAudit, createAuthorizerHandler } from "../../lambda/handlers/authorizer.ts";
import { createPushHandler } from "../../lambda/handlers/push.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import type { AuthorizerFunction } from "./gateway/authorizer.ts";
import type { ProxyFunction } from "./gateway/proxy-function.ts";
import type { LineLog } from "./line-log.ts";

/** The authorizer of the deployment, with a file in place of Secrets Manager. */
export const createLocalAuthorizer = (
  config: ProxyConfig,
  secretsFile: string,
  audit: AuthorizerAudit,
): AuthorizerFunction => {
  const directory = createClientDirectory(config);
  return createAuthorizerHandler({
    environment: config.environment,
    audit,
    authenticate: createAuthenticate({
      directory,
      overlapSeconds: config.rotation.overlapSeconds,
      secretStore: createFileSecretStore(secretsFile, Date.now),
      readIssuerKeys: async (issuerId) => {
        const issuer = directory.findIssuer(issuerId);
        if (issuer === undefined) throw new TypeError("keys are read for configured issuers only");
        return readJwks(issuer);
      },
      verify: verifySignedToken,
      now: Date.now,
      onRead: () => {},
    }),
  });
};

export interface LocalPushSettings {
  readonly config: ProxyConfig;
  readonly pushgatewayUrl: string;
  /** Undefined: the Pushgateway checks pushes against each other by itself. */
  readonly registry: Registry | undefined;
  readonly log: LineLog;
}

/** The push function of the deployment. */
export const createLocalPush = (settings: LocalPushSettings): ProxyFunction => {
  const { config, registry, log } = settings;
  return createPushHandler({
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: createValidator({ validation: config.validation, scrapeJob: config.pushgateway.scrapeJob }),
    registry: registry ?? NO_REGISTRY,
    keyLabels: createKeyLabels(config),
    trackedLabels: trackedLabels(config),
    pushgateway: createAxiosPushgateway(settings.pushgatewayUrl),
    consistency: registry === undefined ? "pushgateway" : "registry",
    now: Date.now,
    sleep,
    random: Math.random,
    stopwatch: () => performance.now(),
    // The gateway tells the terminal of requests that fail; nobody bills for what goes well.
    audit: () => {},
    reportBug: (error, requestId) =>
      log(`request ${requestId} failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
};
