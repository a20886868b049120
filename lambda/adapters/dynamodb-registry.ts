import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createContractRegistry } from "../agree/contract-registry.ts";
import type { Finding } from "../agree/finding.ts";
import type { ItemStore } from "../agree/item-store.ts";
import { AWS_TIMES } from "../agree/protocol-times.ts";
import type { Registry } from "../agree/registry.ts";
import { createSeed } from "../agree/seed.ts";
import type { PushgatewayOutage, PushgatewayReader } from "../agree/stored-group.ts";
import { backOff } from "./back-off.ts";
import { createDynamodbStore } from "./dynamodb-registry-store.ts";

/** A claim must leave most of the push's time to the relay. */
const CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000 },
};

const MAX_CACHE_ENTRIES = 100_000;

/** The items of the registry in the table of this name. */
export const createRegistryStore = (table: string, client = new DynamoDBClient(CLIENT_SETTINGS)): ItemStore =>
  createDynamodbStore({ client, table, createVersion: randomUUID, backOff });

export interface DynamodbRegistryPorts {
  readonly store: ItemStore;
  readonly reader: PushgatewayReader;
  /** Is told what was inconsistent at the Pushgateway when the registry was filled from it. */
  readonly report: (findings: readonly Finding[]) => void;
  /** Is told why it cannot be filled. */
  readonly reportOutage: (outage: PushgatewayOutage) => void;
}

export interface DynamodbRegistrySettings {
  readonly trackedLabels: ReadonlySet<string>;
  /** Series over all clients. */
  readonly maxSeries: number;
}

/** The registry of a deployment, shared by all instances of the push function and the sweep. */
export const createDynamodbRegistry = (
  { store, reader, report, reportOutage }: DynamodbRegistryPorts,
  { trackedLabels, maxSeries }: DynamodbRegistrySettings,
): Registry =>
  createContractRegistry(
    {
      store,
      clock: Date.now,
      backOff,
      seed: createSeed(
        { store, reader, clock: Date.now, report, reportOutage },
        { times: AWS_TIMES, trackedLabels },
      ),
    },
    { times: AWS_TIMES, maxSeries, trackedLabels, maxCacheEntries: MAX_CACHE_ENTRIES },
  );
