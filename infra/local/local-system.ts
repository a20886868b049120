import { dirname, join } from "node:path";
import { type ChosenDestination, chooseDestination } from "../../lambda/adapters/choose-destination.ts";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import type { ProxyConfig, RateConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/proxy-config.ts";
import { toUsageKey } from "../../lambda/config/shared-names.ts";
import { makePathReadable } from "../../lambda/model/readable-path.ts";
import type { RefusalCounter } from "../../lambda/store/limits/refusal-counter.ts";
import { openNewStore } from "../../lambda/store/opening/open-new-store.ts";
import { toLocalPushTimes } from "../../lambda/store/run-times.ts";
import type { GoneMode, Store } from "../../lambda/store/store.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import { createCredentialHints } from "./credential-hints.ts";
import { findPushgateway, type LocalPushgateway } from "./find-pushgateway.ts";
import { createLocalGateway, type GatewaySettings } from "./gateway/gateway.ts";
import type { WriteLine } from "./line-log.ts";
import { LOOPBACK, listen, probePort } from "./listen.ts";
import { createLocalAuthorizer, createLocalPage, createLocalPush } from "./local-functions.ts";
import { startRefusalCounter } from "./local-refusals.ts";
import { type LocalReceiver, startLocalRemoteWrite } from "./local-remote-write.ts";
import { chooseStoreFile, describeKept, openStoreFile } from "./local-store.ts";
import { type LocalSweep, type SweepTeller, startLocalSweep } from "./local-sweep.ts";
import { openOperatorEndpoint } from "./operator-endpoint.ts";
import { sendOnlyToOwn } from "./own-pushgateway.ts";
import { PUSHGATEWAY_PORT } from "./pushgateway-port.ts";
import { createRefusalHint } from "./refusal-hint.ts";
import type { ServedRequest } from "./served-request.ts";
import { createRunReporter, UNREAD_PUSHGATEWAY } from "./sweep-lines.ts";
import { tickRegularly } from "./sweep-schedule.ts";

export interface LocalSystemOptions {
  readonly config: ProxyConfig;
  /** The file of `config`, for messages. */
  readonly configFile: string;
  /** The API's IP address. @default loopback */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * The file of clients' tokens. Missing tokens are created. A Pushgateway that is started here keeps its data beside
   * it.
   */
  readonly secretsFile: string;
  /** The file of the store. Undefined: beside the tokens, or with a free port in a temporary file. */
  readonly storeFile: string | undefined;
  /** Undefined: one is searched for, and there may be none. */
  readonly pushgatewayUrl: string | undefined;
  /** A receiver of remote write. Undefined: there is none. */
  readonly remoteWrite?: LocalReceiver | undefined;
  /** Directories to search for a Pushgateway, as in the environment's PATH. */
  readonly searchPath: string;
  readonly log: WriteLine;
  /** Called for every answered request. */
  readonly onRequest?: (request: ServedRequest) => void;
  /** The console's address with its token. Undefined: there is none, or not yet. */
  readonly consoleUrl?: () => string | undefined;
  /** Called with the report of every run of the sweep. */
  readonly onRun?: (report: RunReport) => void;
  /** Called with the problem of remote write, or undefined if everything was sent. */
  readonly onRemoteWrite?: (problem: string | undefined) => void;
}

export interface LocalSystem {
  readonly url: string;
  readonly pushgateway: Pick<LocalPushgateway, "url" | "kind">;
  readonly clients: readonly LocalClient[];
  /** Answers operators, as the sweep function does. */
  readonly sweep: LocalSweep;
  /** The clients with their current tokens. */
  readClients(): Promise<readonly LocalClient[]>;
  /** Uses this configuration from now on. Returns the clients for which it created a token. */
  reload(config: ProxyConfig): Promise<readonly LocalClient[]>;
  /** Waits for requests in flight and leaves nothing running. Returns a text for the terminal about what is kept. */
  close(): Promise<string>;
}

export interface LocalClient {
  readonly id: string;
  readonly token: string;
}

interface Closable {
  close(): Promise<void>;
}

/**
 * The whole system on this machine. Everything except the API listens only on loopback. Rejects with a message for the
 * terminal.
 */
export const startLocalSystem = async (options: LocalSystemOptions): Promise<LocalSystem> => {
  const address = { host: options.host ?? LOOPBACK, port: options.port };
  await probePort(address);
  const { clients } = await provisionClients(options).catch((error: Error) => {
    throw new Error(
      `the clients' tokens cannot be kept: ${error.message}; choose another file: npm start -- --secrets FILE`,
    );
  });
  const storeFile = chooseStoreFile(options);
  const { store, silence } = await openStoreFile(storeFile, toGone(options), toWarn(options));
  const closeStore = (): void => {
    store.close();
    storeFile.remove();
  };
  const pushgateway = await startPushgateway(options, store, storeFile.path, silence).catch(
    (error: unknown) => {
      closeStore();
      throw error;
    },
  );
  const refusals = startRefusalCounter(store);
  const servers: Closable[] = [];
  const end = async (): Promise<void> => {
    // All at once, since each can take seconds. A tick ends with the sweep.
    await Promise.all(servers.map((server) => server.close()));
    await refusals.close();
    await pushgateway.close();
  };
  try {
    const chosen = toOwn(chooseDestination(pushgateway.relayUrl, store), pushgateway.isOwn);
    const toSettings = (changed: LocalSystemOptions): GatewaySettings =>
      toGatewaySettings(changed, { pushgateway, chosen, store, refusals: refusals.counter });
    const gateway = createLocalGateway(toSettings(options));
    const url = await listen(gateway.server, address);
    servers.push(gateway);
    // Once the system reports that it is ready, no push may be told to wait. If the Pushgateway does not answer yet, the
    // first push or run that finds it empty opens the store.
    await openNewStore(store, trackedLabels(options.config), chosen.isDestinationEmpty);
    const sweep = startLocalSweep(
      {
        storeFile: storeFile.path,
        pushgatewayUrl: pushgateway.relayUrl,
        ownFile: pushgateway.file,
        gone: toGone(options),
      },
      options.config,
      toSweepTeller(options, pushgateway.isSilent ? [UNREAD_PUSHGATEWAY] : []),
    );
    servers.push(
      sweep,
      tickRegularly(sweep.ask, options.log),
      startLocalRemoteWrite(options, { store, storeFile: storeFile.path }),
    );
    let usedConfig = options.config;
    const operatorFile = join(dirname(options.secretsFile), "operator.json");
    const operator = await openOperatorEndpoint(operatorFile, {
      sweep: sweep.ask,
      consoleUrl: () => options.consoleUrl?.(),
      warn: toWarn(options),
    });
    servers.push(operator);
    return {
      url,
      pushgateway: { url: pushgateway.url, kind: pushgateway.kind },
      clients,
      sweep: sweep.ask,
      readClients: () => readClients({ ...options, config: usedConfig }),
      reload: async (config) => {
        usedConfig = config;
        const { made } = await provisionClients({ ...options, config });
        gateway.replaceSettings(toSettings({ ...options, config }));
        sweep.reload(config);
        return made;
      },
      close: async () => {
        await end();
        const kept = await describeKept(store, storeFile);
        closeStore();
        return kept;
      },
    };
  } catch (error) {
    await end();
    closeStore();
    throw error;
  }
};

const toOwn = (
  { destination, isDestinationEmpty }: ChosenDestination,
  isOwn: () => boolean,
): ChosenDestination => ({
  destination: sendOnlyToOwn(destination, isOwn),
  isDestinationEmpty: async () => isOwn() && isDestinationEmpty(),
});

const toSweepTeller = (
  { log, onRun }: LocalSystemOptions,
  toldBefore: readonly (typeof UNREAD_PUSHGATEWAY)[],
): SweepTeller => {
  const tell = createRunReporter(log, toldBefore);
  return {
    report: (report) => {
      tell(report);
      onRun?.(report);
    },
    deleted: ({ path }) => log(`an operator deleted ${makePathReadable(path)}`),
  };
};

const toGone = ({ remoteWrite }: LocalSystemOptions): GoneMode =>
  remoteWrite === undefined ? "forgotten" : "kept";

const toWarn =
  ({ log }: LocalSystemOptions) =>
  (text: string): void =>
    log(`warning: ${text}`);

/** All clients, and those whose token was just created. */
const provisionClients = async ({
  config,
  secretsFile,
}: LocalSystemOptions): Promise<Record<"clients" | "made", readonly LocalClient[]>> => {
  const store = createFileSecretStore(secretsFile, Date.now);
  const asked = { config, secretsFile };
  const before = await readClients(asked);
  const without = new Set(before.flatMap(({ id, token }) => (token === "" ? [id] : [])));
  await store.provision(config.clients.map(({ id }) => id));
  const clients = await readClients(asked);
  return { clients, made: clients.filter(({ id }) => without.has(id)) };
};

const readClients = ({
  config,
  secretsFile,
}: Pick<LocalSystemOptions, "config" | "secretsFile">): Promise<readonly LocalClient[]> => {
  const store = createFileSecretStore(secretsFile, Date.now);
  return Promise.all(
    config.clients.map(async ({ id }) => ({
      id,
      token: (await store.read(id))?.current.token.reveal() ?? "",
    })),
  );
};

const startPushgateway = (
  options: LocalSystemOptions,
  { groups }: Store,
  storeFile: string,
  whileSilent: string,
): Promise<LocalPushgateway> => {
  const { config, port, secretsFile, pushgatewayUrl, searchPath } = options;
  return findPushgateway({
    givenUrl: pushgatewayUrl ?? (config.pushgateway === "none" ? "none" : undefined),
    groups,
    storeFile,
    port: port === 0 ? 0 : PUSHGATEWAY_PORT,
    // Two systems at the same time must not share a file. With a free port the file would not be found again.
    dataFile: port === 0 ? undefined : join(dirname(secretsFile), `pushgateway-${port}.data`),
    searchPath,
    whileSilent,
    warn: toWarn(options),
  });
};

interface KeptParts {
  readonly pushgateway: LocalPushgateway;
  readonly chosen: ChosenDestination;
  readonly store: Store;
  readonly refusals: RefusalCounter;
}

const toGatewaySettings = (
  { config, configFile, consoleUrl, log, onRequest, secretsFile }: LocalSystemOptions,
  { pushgateway, chosen, store, refusals }: KeptParts,
): GatewaySettings => {
  const { stage } = config.deployment;
  const times = toLocalPushTimes(pushgateway.persistedMs);
  const credentialHints = createCredentialHints({ configFile, secretsFile });
  const hintAt = createRefusalHint(credentialHints, stage);
  return {
    stage,
    authorizer: createLocalAuthorizer(config, secretsFile, credentialHints.audit, log),
    push: createLocalPush({ config, chosen, store, times, refusals, log }),
    page: createLocalPage({ config, store, log }),
    rates: toRates(config),
    now: Date.now,
    consoleUrl: () => consoleUrl?.(),
    observer: {
      answered: (request) => onRequest?.({ ...request, stage, hint: hintAt(request) }),
      failed: log,
    },
  };
};

const toRates = ({ environment, clients, issuers }: ProxyConfig): ReadonlyMap<string, RateConfig> =>
  new Map(
    [...clients, ...issuers].flatMap((caller) =>
      caller.rate === undefined ? [] : [[toUsageKey(environment, caller), caller.rate] as const],
    ),
  );
