import { performance } from "node:perf_hooks";
import type { ChosenDestination } from "../../lambda/adapters/choose-destination.ts";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { readJwks } from "../../lambda/adapters/jwks-reader.ts";
import { verifySignedToken } from "../../lambda/adapters/jwks-verifier.ts";
import { packPage } from "../../lambda/adapters/page/pack-page.ts";
import { BUFFERED_LIMITS, bufferPage } from "../../lambda/adapters/page/page-transfer.ts";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { backOff, withDeadline } from "../../lambda/adapters/waiting.ts";
import { createAuthenticate } from "../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { Relay } from "../../lambda/destinations/relay.ts";
import { type AuthorizerAudit, createAuthorizerHandler } from "../../lambda/handlers/authorizer.ts";
import { createPageHandler } from "../../lambda/handlers/page.ts";
import { createPushHandler } from "../../lambda/handlers/push.ts";
import { PageKeeper } from "../../lambda/page/page-keeper.ts";
import type { RefusalCounter } from "../../lambda/store/limits/refusal-counter.ts";
import type { PushTimes } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createStorePorts } from "../../lambda/store/store-ports.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import type { AuthorizerHandler } from "./gateway/authorizer.ts";
import type { IntegrationHandler } from "./gateway/integration.ts";
import type { WriteLine } from "./line-log.ts";

/** The authorizer of the deployment, with a file instead of Secrets Manager. */
export const createLocalAuthorizer = (
  config: ProxyConfig,
  secretsFile: string,
  audit: AuthorizerAudit,
  log: WriteLine,
): AuthorizerHandler =>
  createAuthorizerHandler({
    environment: config.environment,
    audit,
    authenticate: createAuthenticate({
      directory: createClientDirectory(config),
      overlapSeconds: config.rotation.overlapSeconds,
      secretStore: createFileSecretStore(secretsFile, Date.now),
      readIssuerKeys: readJwks,
      verify: verifySignedToken,
      now: Date.now,
      onRead: ({ source, callerId, error }) => {
        if (error !== undefined) {
          const what = source === "issuer-keys" ? "the keys of issuer" : "the token of client";
          log(`${what} ${callerId} cannot be read: ${error instanceof Error ? error.message : error}`);
        }
      },
    }),
  });

export interface LocalPageSettings {
  readonly config: ProxyConfig;
  readonly store: Store;
  readonly log: WriteLine;
}

/** The page function of the deployment, buffered. */
export const createLocalPage = ({ config, store, log }: LocalPageSettings): IntegrationHandler =>
  bufferPage(
    createPageHandler({
      directory: createClientDirectory(config),
      groups: store.groups,
      pack: packPage,
      pages: new PageKeeper(Date.now),
      now: Date.now,
      within: withDeadline,
      limits: BUFFERED_LIMITS,
      stopwatch: () => performance.now(),
      report: () => {},
      reportBug: toBugReporter(log),
    }),
  ) as IntegrationHandler;

const toBugReporter =
  (log: WriteLine) =>
  (error: unknown, requestId: string): void =>
    log(`request ${requestId} failed: ${error instanceof Error ? error.stack : String(error)}`);

export interface LocalPushSettings {
  readonly config: ProxyConfig;
  /** The same after a change of the configuration, so that its connections are used again. */
  readonly chosen: ChosenDestination;
  readonly store: Store;
  readonly times: PushTimes;
  readonly refusals: RefusalCounter;
  readonly log: WriteLine;
}

/** The sweep checks each second, so skipped relays are repaired soon after the Pushgateway is back. */
const DIRTY_EVERY_MS = 2_000;

/** The push function of the deployment. */
export const createLocalPush = (settings: LocalPushSettings): IntegrationHandler => {
  const { config, chosen, store, times, refusals, log } = settings;
  const { destination, isDestinationEmpty } = chosen;
  return createPushHandler({
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: createValidator({ validation: config.validation, scrapeJob: config.scrape.job, now: Date.now }),
    keyLabels: createKeyLabels(config),
    now: Date.now,
    store: createStorePorts(config, {
      store,
      now: Date.now,
      stopwatch: () => performance.now(),
      random: Math.random,
      backOff,
      times,
      isDestinationEmpty,
    }),
    destination,
    relay: new Relay({
      destination,
      store,
      now: Date.now,
      times,
      dirtyEveryMs: DIRTY_EVERY_MS,
    }),
    stopwatch: () => performance.now(),
    refusals,
    // The gateway reports refused requests to the terminal. Accepted requests need no log line here.
    audit: () => {},
    reportBug: toBugReporter(log),
  });
};
