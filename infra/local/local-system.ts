import { type AddressInfo, createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { createFileSecretStore } from "../../lambda/adapters/file-secret-store.ts";
import { createPushgatewayReader, READER_SETTINGS } from "../../lambda/adapters/pushgateway-reader.ts";
import { openSqliteStore, type SqliteStore } from "../../lambda/adapters/sqlite-store.ts";
import { PushgatewayOutage } from "../../lambda/agree/stored-group.ts";
import type { BucketRate } from "../../lambda/authorize/token-bucket.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import { toUsageKey } from "../../lambda/config/usage-key.ts";
import { openNewStore } from "../../lambda/store/open-new-store.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createCredentialHints } from "./credential-hints.ts";
import { findPushgateway, type LocalPushgateway } from "./find-pushgateway.ts";
import { createLocalGateway, type GatewaySettings } from "./gateway/gateway.ts";
import type { LineLog } from "./line-log.ts";
import { createLocalAuthorizer, createLocalPush } from "./local-functions.ts";
import { createLocalSweep, type LocalSweep, sweepRegularly } from "./local-sweep.ts";
import { writeMistakeLine } from "./mistake-line.ts";
import { openOperatorEndpoint } from "./operator-endpoint.ts";
import { PUSHGATEWAY_PORT } from "./pushgateway-port.ts";
import { createRefusalHint } from "./refusal-hint.ts";

export interface LocalSystemOptions {
  readonly config: ProxyConfig;
  /** Where `config` was read from, for what is told about it. */
  readonly configFile: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Clients' tokens; made where they are missing. A Pushgateway that is started here keeps its data beside it. */
  readonly secretsFile: string;
  /** Undefined: one is found or embedded. */
  readonly pushgatewayUrl: string | undefined;
  /** Directories to look for a Pushgateway in, as in the environment's PATH. */
  readonly searchPath: string;
  readonly log: LineLog;
}

export interface LocalSystem {
  readonly url: string;
  readonly pushgateway: Pick<LocalPushgateway, "url" | "kind">;
  readonly clients: readonly LocalClient[];
  /**
   * Goes by this configuration from now on, and gives the clients for which it made a token. What the Pushgateway was
   * started with (`consistency`) stays.
   */
  reload(config: ProxyConfig): Promise<readonly LocalClient[]>;
  /** Lets requests in flight finish and leaves nothing running. */
  close(): Promise<void>;
}

export interface LocalClient {
  readonly id: string;
  readonly token: string;
}

/** The whole system on the loopback interface of this machine. Rejects with a message for the terminal. */
export const startLocalSystem = async (options: LocalSystemOptions): Promise<LocalSystem> => {
  await probePort(options.port);
  const { clients } = await provisionClients(options);
  const pushgateway = await startPushgateway(options);
  try {
    const store = openStore(options);
    let configured = configure(options, pushgateway, store);
    const gateway = createLocalGateway(configured.gateway);
    const port = await listen(gateway.server, options.port);
    // Whoever is told that the system is ready must not be told to wait.
    const opening = await openForPushes(store, options, pushgateway.url);
    const sweep: LocalSweep = (command) => configured.sweep(command);
    const sweeping = sweepRegularly(sweep, options.log);
    const operatorFile = join(dirname(options.secretsFile), "operator.json");
    const operator = await openOperatorEndpoint(operatorFile, sweep, toWarn(options));
    return {
      url: `http://127.0.0.1:${port}`,
      pushgateway: { url: pushgateway.url, kind: pushgateway.kind },
      clients,
      reload: async (config) => {
        const { made } = await provisionClients({ ...options, config });
        configured = configure({ ...options, config }, pushgateway, store);
        gateway.replaceSettings(configured.gateway);
        return made;
      },
      close: async () => {
        opening.stop();
        await operator.close();
        await gateway.close();
        await sweeping.close();
        await pushgateway.close();
        store.close();
      },
    };
  } catch (error) {
    await pushgateway.close();
    throw error;
  }
};

/** What a configuration decides, and a change of it replaces. */
interface ConfiguredParts {
  readonly gateway: GatewaySettings;
  readonly sweep: LocalSweep;
}

const configure = (
  options: LocalSystemOptions,
  pushgateway: LocalPushgateway,
  store: Store,
): ConfiguredParts => ({
  gateway: toGatewaySettings(options, pushgateway, store),
  sweep: createLocalSweep(options.config, pushgateway.url, undefined, options.log),
});

/** Beside the tokens; of a free port nobody would find it again. */
const openStore = ({ port, secretsFile }: LocalSystemOptions): SqliteStore =>
  openSqliteStore(port === 0 ? ":memory:" : join(dirname(secretsFile), "store.db"));

const isPushgatewayEmpty = async (url: string): Promise<boolean> => {
  for await (const _ of createPushgatewayReader(new URL(url), READER_SETTINGS).readGroups()) return false;
  return true;
};

/** Tries now, and then each second until the Pushgateway can be read. */
const openForPushes = async (
  store: Store,
  options: LocalSystemOptions,
  url: string,
): Promise<{ readonly stop: () => void }> => {
  const labels = trackedLabels(options.config);
  const tryToOpen = () => openNewStore(store, labels, () => isPushgatewayEmpty(url));
  let timer: NodeJS.Timeout | undefined;
  const tryAgain = async (warn: (text: string) => void): Promise<void> => {
    try {
      if (!(await tryToOpen()))
        warn("the Pushgateway holds groups that the store does not know: pushes get 503 until it does");
    } catch (error) {
      if (!(error instanceof PushgatewayOutage)) throw error;
      warn(`${error.message}, and pushes get 503 until it can: ${describeCause(error.cause)}`);
      timer = setTimeout(() => void tryAgain(() => {}), 1_000);
    }
  };
  await tryAgain(toWarn(options));
  return { stop: () => clearTimeout(timer) };
};

const toWarn =
  ({ log }: LocalSystemOptions) =>
  (text: string): void =>
    log(`warning: ${text}`);

/** All clients, and those whose token was made just now. */
const provisionClients = async ({
  config,
  secretsFile,
}: LocalSystemOptions): Promise<Record<"clients" | "made", readonly LocalClient[]>> => {
  const store = createFileSecretStore(secretsFile, Date.now);
  const readTokens = () =>
    Promise.all(
      config.clients.map(async ({ id }) => ({
        id,
        token: (await store.read(id))?.current.token.reveal() ?? "",
      })),
    );
  const without = new Set((await readTokens()).flatMap(({ id, token }) => (token === "" ? [id] : [])));
  await store.provision(config.clients.map(({ id }) => id));
  const clients = await readTokens();
  return { clients, made: clients.filter(({ id }) => without.has(id)) };
};

const startPushgateway = (options: LocalSystemOptions): Promise<LocalPushgateway> => {
  const { port, secretsFile, pushgatewayUrl, searchPath } = options;
  return findPushgateway({
    givenUrl: pushgatewayUrl,
    port: port === 0 ? 0 : PUSHGATEWAY_PORT,
    // Two systems beside each other must not share a file; of a free port nobody would find it again.
    dataFile: port === 0 ? undefined : join(dirname(secretsFile), `pushgateway-${port}.data`),
    searchPath,
    warn: toWarn(options),
  });
};

const toGatewaySettings = (
  { config, configFile, log, secretsFile }: LocalSystemOptions,
  pushgateway: LocalPushgateway,
  store: Store,
): GatewaySettings => {
  const { stage } = config.deployment;
  const credentialHints = createCredentialHints({ configFile, secretsFile });
  const hintAt = createRefusalHint(credentialHints, stage);
  return {
    stage,
    authorizer: createLocalAuthorizer(config, secretsFile, credentialHints.audit),
    push: createLocalPush({ config, pushgatewayUrl: pushgateway.url, store, log }),
    rates: toRates(config),
    now: Date.now,
    observer: {
      answered: (request) => {
        const line = writeMistakeLine(request, hintAt(request));
        if (line !== undefined) log(line);
      },
      failed: log,
    },
  };
};

const describeCause = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const toRates = ({ environment, clients, issuers }: ProxyConfig): ReadonlyMap<string, BucketRate> =>
  new Map(
    [...clients, ...issuers].flatMap((caller) =>
      caller.rate === undefined ? [] : [[toUsageKey(environment, caller), caller.rate] as const],
    ),
  );

/** Before anything is started: a Pushgateway for a system that cannot listen would be started and stopped for nothing. */
const probePort = async (port: number): Promise<void> => {
  const server = createServer();
  await listen(server, port);
  await new Promise((resolve) => server.close(resolve));
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListenError(error, port)));
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const explainListenError = (error: NodeJS.ErrnoException, port: number): Error => {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`port ${port} is in use; choose another: npm start -- --port N (0 picks a free one)`);
    case "EACCES":
      return new Error(`port ${port} may not be used by this account; choose another: npm start -- --port N`);
    default:
      return error;
  }
};
