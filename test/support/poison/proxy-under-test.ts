import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalGateway } from "../../../infra/local/gateway/gateway.ts";
import { createLocalAuthorizer } from "../../../infra/local/local-functions.ts";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { createAxiosPushgateway } from "../../../lambda/adapters/pushgateway/axios-pushgateway.ts";
import { createFileSecretStore } from "../../../lambda/adapters/secrets/file-secret-store.ts";
import { createSweepPorts } from "../../../lambda/adapters/sweep-ports.ts";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../../lambda/authorize/key-labels.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";
import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../../lambda/config/proxy-config.ts";
import type { Destination } from "../../../lambda/destinations/destination.ts";
import type { Pushgateway } from "../../../lambda/destinations/pushgateway/pushgateway.ts";
import { createPushgatewayDestination } from "../../../lambda/destinations/pushgateway/pushgateway-destination.ts";
import { Relay } from "../../../lambda/destinations/relay.ts";
import { createPushHandler } from "../../../lambda/handlers/push.ts";
import { countSeries } from "../../../lambda/model/exposition.ts";
import { ok } from "../../../lambda/model/result.ts";
import { keyOf } from "../../../lambda/store/contracts/contract-key.ts";
import { RefusalCounter } from "../../../lambda/store/limits/refusal-counter.ts";
import { toStandingLimits } from "../../../lambda/store/limits/standing-limits.ts";
import { AWS_PUSH_TIMES, AWS_TIMES } from "../../../lambda/store/run-times.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { createStorePorts } from "../../../lambda/store/store-ports.ts";
import { createExpiry } from "../../../lambda/sweep/garbage/expire.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import type { RunReport } from "../../../lambda/sweep/run/run-report.ts";
import { createValidator, type Validator } from "../../../lambda/validate/validate.ts";
import { toBasicAuth } from "../credentials.ts";
import { createKeepAliveClient, type HttpAnswer } from "../keep-alive-client.ts";
import { listenOnLoopback } from "../loopback.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { openStore } from "../store/open-store.ts";
import type { PoisonPush } from "./draw-push.ts";
import { MovableClock } from "./movable-clock.ts";

/** Every client may push anything, so only the contracts protect the scrape. */
const CONFIG_YAML = `
clients:
  - id: anybody
    grants:
      - methods: [PUT, POST, DELETE]
        job: "*"
        grouping: { "instance?": "*", "x?": "*" }
        metrics: ["*"]
expiry:
  - { job: k, after: 40m }
`;

/**
 * The whole system behind HTTP: gateway, authorizer, push functions, store and sweep, on a clock that the test moves.
 */
export interface ProxyUnderTest {
  readonly config: ProxyConfig;
  /** @param instance which instance of the push function the gateway invokes */
  push(instance: number, push: PoisonPush): Promise<HttpAnswer>;
  sweep(): Promise<RunReport>;
  /** Replaces a function with a new instance, which remembers nothing. */
  restartFunction(instance: number): void;
  advance(ms: number): void;
  /** Empties the store, and replaces all functions with new instances. Precondition: the Pushgateway is empty. */
  startOver(): void;
  close(): Promise<void>;
}

/** A part of the proxy that is switched off. The test must then find a broken page. */
export type Weakness =
  | "none"
  | "no contracts"
  | "types are not held"
  | "placements are not held"
  | "native histograms are not judged";

/** A store that forgets the entries that would refuse pushes. */
const weaken = (store: Store, weakness: Weakness): Store => {
  const isForgotten = (key: string): boolean => FORGOTTEN[weakness].some((prefix) => key.startsWith(prefix));
  return {
    ...store,
    contracts: {
      ...store.contracts,
      read: async (keys) => store.contracts.read(keys.filter((key) => !isForgotten(key))),
      write: async (item, expected) =>
        isForgotten(keyOf(item)) ? { kind: "done" } : store.contracts.write(item, expected),
    },
  };
};

/** A validator that accepts pushes whose only issues are about native histograms. */
const passNative =
  (validate: Validator): Validator =>
  (decoded, push) => {
    const verdict = validate(decoded, push);
    if (verdict.ok || !verdict.error.issues.every(({ code }) => code.startsWith("native-"))) {
      return verdict;
    }
    const { families, source } = decoded;
    return ok({
      families,
      series: families.reduce((sum, family) => sum + countSeries(family), 0),
      warnings: [],
      source,
    });
  };

const FORGOTTEN: Readonly<Record<Weakness, readonly string[]>> = {
  none: [],
  "no contracts": ["name#", "place#"],
  "types are not held": ["name#"],
  "placements are not held": ["place#"],
  "native histograms are not judged": [],
};

const INSTANCES = 2;

/** @param observe called for every request that changes the Pushgateway, after its answer */
export const startProxyUnderTest = async (
  pushgatewayUrl: string,
  observe: ObserveRelay,
  weakness: Weakness,
): Promise<ProxyUnderTest> => {
  const config = parseConfig();
  const folder = mkdtempSync(join(tmpdir(), "poison-secrets-"));
  const secretsFile = join(folder, "secrets.json");
  const authorization = await provision(secretsFile);
  const unexpected: unknown[] = [];
  let world = createWorld(config, pushgatewayUrl, observe, weakness);
  let invoked = 0;
  const gateway = createLocalGateway({
    stage: config.deployment.stage,
    authorizer: createLocalAuthorizer(
      config,
      secretsFile,
      () => {},
      () => {},
    ),
    push: (event) => world.functions[invoked]!(event, {}),
    page: async () => {
      throw new Error("nobody reads");
    },
    rates: new Map(),
    now: Date.now,
    observer: { answered: () => {}, failed: (reason) => unexpected.push(reason) },
  });
  const { url } = await listenOnLoopback(gateway.server);
  const request = createKeepAliveClient();
  return {
    config,
    push: async (instance, { method, path, contentType, body, isDryRun }) => {
      invoked = instance % INSTANCES;
      const answer = await request(new URL(`/prod${path}${isDryRun ? "?dry_run=true" : ""}`, url), {
        method,
        headers: { authorization, ...(contentType !== undefined && { "content-type": contentType }) },
        body,
      });
      if (unexpected.length > 0) {
        throw new Error(`the gateway failed: ${unexpected.join("\n")}`);
      }
      return answer;
    },
    sweep: () => world.sweep(),
    restartFunction: (instance) => {
      world.functions[instance % INSTANCES] = world.createFunction();
    },
    advance: (ms) => world.clock.advance(ms),
    startOver: () => {
      world = createWorld(config, pushgatewayUrl, observe, weakness);
    },
    close: async () => {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type ObserveRelay = (request: {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body: Uint8Array | undefined;
}) => void;

const parseConfig = (): ProxyConfig => {
  const config = parseProxyConfig(CONFIG_YAML, "poison.yaml");
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  return config.value;
};

const provision = async (secretsFile: string): Promise<string> => {
  const secrets = createFileSecretStore(secretsFile, Date.now);
  await secrets.provision(["anybody"]);
  return toBasicAuth("anybody", (await secrets.read("anybody"))!.current.token.reveal());
};

/** The parts that are recreated for each run. */
const createWorld = (
  config: ProxyConfig,
  pushgatewayUrl: string,
  observe: ObserveRelay,
  weakness: Weakness,
) => {
  const clock = new MovableClock();
  const store = createMemoryStore();
  void openStore(trackedLabels(config), store);
  const pushgateway = observed(createAxiosPushgateway(pushgatewayUrl), observe);
  const createFunction = () =>
    createPushFunction(config, { store: weaken(store, weakness), clock, pushgateway, weakness });
  const sweepPorts = {
    ...createSweepPorts(pushgatewayUrl, store),
    destination: createDestination(pushgateway, clock),
    now: clock.now,
  };
  return {
    clock,
    createFunction,
    functions: Array.from({ length: INSTANCES }, createFunction),
    sweep: async () => {
      // A run reads all groups only if the page is not enough, and then the Pushgateway must be able to show them.
      for await (const _ of sweepPorts.reader.readGroups()) {
      }
      return run(
        sweepPorts,
        {
          times: AWS_TIMES,
          trackedLabels: trackedLabels(config),
          expiry: createExpiry(config.expiry),
          heal: "off",
          limits: toStandingLimits(config),
          ownGroup: "off",
        },
        "apply",
      );
    },
  };
};

const observed = (pushgateway: Pushgateway, observe: ObserveRelay): Pushgateway => ({
  ...pushgateway,
  send: async (request) => {
    const answer = await pushgateway.send(request);
    if (answer.kind !== "not-connected" && answer.kind !== "broken") {
      observe(request);
    }
    return answer;
  },
});

const createDestination = (pushgateway: Pushgateway, clock: MovableClock): Destination =>
  createPushgatewayDestination({ pushgateway, now: clock.now, sleep: async () => {}, random: () => 0 });

interface Surroundings {
  readonly weakness: Weakness;
  readonly store: Store;
  readonly clock: MovableClock;
  readonly pushgateway: Pushgateway;
}

const createPushFunction = (
  config: ProxyConfig,
  { store, clock, pushgateway, weakness }: Surroundings,
): ReturnType<typeof createPushHandler> => {
  const times = AWS_PUSH_TIMES;
  const settings = { validation: config.validation, scrapeJob: config.scrape.job, now: Date.now };
  const validate = createValidator(settings);
  const random = () => 0;
  const destination = createDestination(pushgateway, clock);
  return createPushHandler({
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: weakness === "native histograms are not judged" ? passNative(validate) : validate,
    keyLabels: createKeyLabels(config),
    now: clock.now,
    store: createStorePorts(config, {
      store,
      now: clock.now,
      stopwatch: clock.now,
      random,
      backOff: async () => {},
      times,
      isDestinationEmpty: async () => false,
    }),
    destination,
    relay: new Relay({ destination, store, now: clock.now, times }),
    refusals: new RefusalCounter({ store, now: clock.now, within: withDeadline }),
    stopwatch: () => performance.now(),
    audit: () => {},
    reportBug: (error) => {
      throw error;
    },
  });
};
