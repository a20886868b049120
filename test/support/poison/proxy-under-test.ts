import type { APIGatewayProxyResult } from "aws-lambda";
import { createAxiosPushgateway } from "../../../lambda/adapters/axios-pushgateway.ts";
import { parseJsonBody } from "../../../lambda/adapters/json-body.ts";
import { createPushgatewayReader, READER_SETTINGS } from "../../../lambda/adapters/pushgateway-reader.ts";
import { createContractRegistry } from "../../../lambda/agree/contract-registry.ts";
import type { ItemStore } from "../../../lambda/agree/item-store.ts";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import { AWS_TIMES } from "../../../lambda/agree/protocol-times.ts";
import { createSeed } from "../../../lambda/agree/seed.ts";
import type { PushgatewayReader } from "../../../lambda/agree/stored-group.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";
import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../../lambda/config/tracked-labels.ts";
import { createPushHandler } from "../../../lambda/handlers/push.ts";
import { type RegistrySweep, sweepRegistry } from "../../../lambda/sweep/sweep-registry.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { aPushEvent } from "../push-event.ts";

/** Anybody may push anything: what is left to break the scrape is agreement alone. */
const CONFIG_YAML = `
clients:
  - id: anybody
    grants:
      - methods: [PUT, POST, DELETE]
        job: "*"
        grouping: { "instance?": "*", "x?": "*" }
        metrics: ["*"]
`;

export interface ProxyUnderTest {
  push(instance: number, request: PushParts): Promise<APIGatewayProxyResult>;
  sweep(): Promise<RegistrySweep>;
  /** A new instance of a function, which remembers nothing. */
  restartFunction(instance: number): void;
  advance(ms: number): void;
}

export interface PushParts {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly payload: string;
  readonly isDryRun: boolean;
}

const INSTANCES = 2;

/**
 * The push function in several instances and the sweep, over one registry and one real Pushgateway, all in this process
 * and on a clock that only the test moves.
 */
export const createProxyUnderTest = (pushgatewayUrl: string): ProxyUnderTest => {
  const config = parseConfig();
  const store = createMemoryStore();
  const reader = createPushgatewayReader(new URL(pushgatewayUrl), READER_SETTINGS);
  let nowMs = 1_800_000_000_000;
  const clock = () => nowMs;
  const create = () => createFunction(config, pushgatewayUrl, { store, reader, clock });
  const instances = Array.from({ length: INSTANCES }, create);
  return {
    push: (instance, { method, path, payload, isDryRun }) =>
      instances[instance % INSTANCES]!(
        aPushEvent({
          method,
          path,
          body: payload,
          authorizer: { client: "anybody" },
          query: isDryRun ? { dry_run: ["true"] } : null,
        }),
        {},
      ),
    sweep: () =>
      sweepRegistry(
        { store, reader, readStart: async () => "", clock },
        { times: AWS_TIMES, trackedLabels: trackedLabels(config) },
        "apply",
      ),
    restartFunction: (instance) => {
      instances[instance % INSTANCES] = create();
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
};

const parseConfig = (): ProxyConfig => {
  const config = parseProxyConfig(CONFIG_YAML, "poison.yaml");
  if (!config.ok) throw new TypeError(JSON.stringify(config.error));
  return config.value;
};

interface Surroundings {
  readonly store: ItemStore;
  readonly reader: PushgatewayReader;
  readonly clock: () => number;
}

const createFunction = (
  config: ProxyConfig,
  pushgatewayUrl: string,
  { store, reader, clock }: Surroundings,
) => {
  const tracked = trackedLabels(config);
  const { maxSeries, scrapeJob } = config.pushgateway;
  return createPushHandler({
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: createValidator({ validation: config.validation, scrapeJob }),
    registry: createContractRegistry(
      {
        store,
        clock,
        backOff: async () => {},
        seed: createSeed(
          { store, reader, clock, report: () => {} },
          { times: AWS_TIMES, trackedLabels: tracked },
        ),
      },
      { times: AWS_TIMES, maxSeries, trackedLabels: tracked, maxCacheEntries: 10_000 },
    ),
    trackedLabels: tracked,
    pushgateway: createAxiosPushgateway(pushgatewayUrl),
    consistency: "registry",
    now: clock,
    sleep: async () => {},
    random: () => 0,
    stopwatch: () => performance.now(),
    audit: () => {},
    reportBug: (error) => {
      throw error;
    },
  });
};
