import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { withDeadline } from "../../lambda/adapters/waiting.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { trackedLabels } from "../../lambda/config/proxy-config.ts";
import type { RelayAnswer, RelayRequest } from "../../lambda/destinations/pushgateway/pushgateway.ts";
import { createPushgatewayDestination } from "../../lambda/destinations/pushgateway/pushgateway-destination.ts";
import { Relay } from "../../lambda/destinations/relay.ts";
import type { PushPorts } from "../../lambda/handlers/push.ts";
import type { AuditRecord } from "../../lambda/model/audit-record.ts";
import { RefusalCounter } from "../../lambda/store/limits/refusal-counter.ts";
import { AWS_PUSH_TIMES } from "../../lambda/store/run-times.ts";
import type { Store } from "../../lambda/store/store.ts";
import { createStorePorts } from "../../lambda/store/store-ports.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import { createProxyConfig } from "./proxy-config.ts";
import { openStore } from "./store/open-store.ts";

/** The ports of a push function with an open, empty store and a Pushgateway that only records. */
export const createRecordingPorts = async (answer: RelayAnswer = { kind: "answered", status: 202 }) => {
  const config = createProxyConfig();
  const store: Store = await openStore(trackedLabels(config));
  const relayed: RelayRequest[] = [];
  const records: AuditRecord[] = [];
  const bugs: unknown[] = [];
  const times = AWS_PUSH_TIMES;
  let sleptMs = 0;
  const now = () => Date.now() + sleptMs;
  const destination = createPushgatewayDestination({
    pushgateway: {
      isReady: async () => answer.kind === "answered",
      send: async (request) => {
        relayed.push(request);
        return answer;
      },
    },
    now,
    // No test waits, and time must pass so that no push is tried again forever.
    sleep: async (ms) => {
      sleptMs += ms;
    },
    random: () => 0,
  });
  const ports: PushPorts = {
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: createValidator({ validation: config.validation, scrapeJob: config.scrape.job, now }),
    keyLabels: createKeyLabels(config),
    now,
    store: createStorePorts(config, {
      store,
      now,
      stopwatch: () => performance.now(),
      random: () => 0,
      backOff: async () => {},
      isDestinationEmpty: async () => true,
      times,
    }),
    destination,
    relay: new Relay({ destination, store, now, times }),
    refusals: new RefusalCounter({ store, now, within: withDeadline }),
    stopwatch: () => performance.now(),
    audit: (record) => records.push(record),
    reportBug: (error) => bugs.push(error),
  };
  return { ports, store, relayed, records, bugs };
};
