import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { createFileSecretStore } from "../../lambda/adapters/file-secret-store.ts";
import { createPushgatewayReader, READER_SETTINGS } from "../../lambda/adapters/pushgateway-reader.ts";
import { createMemoryRegistry, type MemoryRegistry } from "../../lambda/agree/memory-registry.ts";
import type { BucketRate } from "../../lambda/authorize/token-bucket.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import { toUsageKey } from "../../lambda/config/usage-key.ts";
import { createCredentialHints } from "./credential-hints.ts";
import { findPushgateway, type LocalPushgateway } from "./find-pushgateway.ts";
import { createLocalGateway, type LocalGateway } from "./gateway/gateway.ts";
import type { LineLog } from "./line-log.ts";
import { createLocalAuthorizer, createLocalPush } from "./local-functions.ts";
import { createLocalSweep, sweepRegularly } from "./local-sweep.ts";
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
  /** Lets requests in flight finish and leaves nothing running. */
  close(): Promise<void>;
}

export interface LocalClient {
  readonly id: string;
  readonly token: string;
}

/** The whole system on the loopback interface of this machine. Rejects with a message for the terminal. */
export const startLocalSystem = async (options: LocalSystemOptions): Promise<LocalSystem> => {
  const clients = await provisionClients(options);
  const pushgateway = await startPushgateway(options);
  try {
    const registry = pushgateway.isChecking ? undefined : createRegistry(options, pushgateway.url);
    const gateway = createGateway(options, pushgateway, registry);
    const port = await listen(gateway, options.port);
    // The first push would do it, too, but whoever is told that the system is ready must not be told to wait.
    await registry?.seed();
    const sweep = createLocalSweep(options.config, pushgateway.url, registry?.store, options.log);
    const sweeping = sweepRegularly(sweep, options.log);
    const operator = await openOperatorEndpoint(join(dirname(options.secretsFile), "operator.json"), sweep);
    return {
      url: `http://127.0.0.1:${port}`,
      pushgateway: { url: pushgateway.url, kind: pushgateway.kind },
      clients,
      close: async () => {
        await operator.close();
        await gateway.close();
        await sweeping.close();
        await pushgateway.close();
      },
    };
  } catch (error) {
    await pushgateway.close();
    throw error;
  }
};

const provisionClients = async ({
  config,
  secretsFile,
}: LocalSystemOptions): Promise<readonly LocalClient[]> => {
  const store = createFileSecretStore(secretsFile, Date.now);
  const ids = config.clients.map(({ id }) => id);
  await store.provision(ids);
  return Promise.all(
    ids.map(async (id) => ({ id, token: (await store.read(id))?.current.token.reveal() ?? "" })),
  );
};

const startPushgateway = ({
  config,
  port,
  secretsFile,
  pushgatewayUrl,
  searchPath,
  log,
}: LocalSystemOptions): Promise<LocalPushgateway> =>
  findPushgateway({
    givenUrl: pushgatewayUrl,
    consistency: config.consistency,
    port: port === 0 ? 0 : PUSHGATEWAY_PORT,
    // Two systems beside each other must not share a file; on a port of chance nobody would find it again.
    dataFile: port === 0 ? undefined : join(dirname(secretsFile), `pushgateway-${port}.data`),
    searchPath,
    warn: (text) => log(`warning: ${text}`),
  });

const createGateway = (
  { config, configFile, log, secretsFile }: LocalSystemOptions,
  pushgateway: LocalPushgateway,
  registry: MemoryRegistry | undefined,
): LocalGateway => {
  const { stage } = config.deployment;
  const credentialHints = createCredentialHints({ configFile, secretsFile });
  const hintAt = createRefusalHint(credentialHints, stage);
  return createLocalGateway({
    stage,
    authorizer: createLocalAuthorizer(config, secretsFile, credentialHints.audit),
    push: createLocalPush({ config, pushgatewayUrl: pushgateway.url, registry, log }),
    rates: toRates(config),
    now: Date.now,
    observer: {
      answered: (request) => {
        const line = writeMistakeLine(request, hintAt(request));
        if (line !== undefined) log(line);
      },
      failed: log,
    },
  });
};

const createRegistry = ({ config, log }: LocalSystemOptions, pushgatewayUrl: string): MemoryRegistry =>
  createMemoryRegistry(
    {
      reader: createPushgatewayReader(new URL(pushgatewayUrl), READER_SETTINGS),
      clock: Date.now,
      report: (findings) => {
        for (const finding of findings) {
          log(`warning: inconsistent at the Pushgateway: ${JSON.stringify(finding)}`);
        }
      },
      reportOutage: ({ message, cause }) =>
        log(`warning: ${message}, and pushes get 503 until they can: ${describeCause(cause)}`),
    },
    { trackedLabels: trackedLabels(config), maxSeries: config.pushgateway.maxSeries },
  );

const describeCause = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const toRates = ({ environment, clients, issuers }: ProxyConfig): ReadonlyMap<string, BucketRate> =>
  new Map(
    [...clients, ...issuers].flatMap(({ id, rate }) =>
      rate === undefined ? [] : [[toUsageKey(environment, id), rate] as const],
    ),
  );

const listen = ({ server }: LocalGateway, port: number): Promise<number> =>
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
