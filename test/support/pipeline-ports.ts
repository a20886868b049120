import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { createMemoryRegistry } from "../../lambda/agree/memory-registry.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import type { PushPorts } from "../../lambda/handlers/push.ts";
import type { AuditRecord } from "../../lambda/model/audit-record.ts";
import type { RelayAnswer, RelayRequest } from "../../lambda/relay/pushgateway.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import { createProxyConfig } from "./proxy-config.ts";

/** The ports of a push function in front of an empty Pushgateway that only notes what it is sent. */
export const createRecordingPorts = (answer: RelayAnswer = { kind: "answered", status: 202 }) => {
  const config = createProxyConfig();
  const labels = trackedLabels(config);
  const relayed: RelayRequest[] = [];
  const records: AuditRecord[] = [];
  const bugs: unknown[] = [];
  const ports: PushPorts = {
    directory: createClientDirectory(config),
    parseJson: parseJsonBody,
    validate: createValidator({ validation: config.validation, scrapeJob: config.pushgateway.scrapeJob }),
    registry: createMemoryRegistry(
      {
        reader: { readGroups: async function* () {} },
        clock: Date.now,
        report: () => {},
        reportOutage: () => {},
      },
      { trackedLabels: labels, maxSeries: config.pushgateway.maxSeries },
    ),
    keyLabels: createKeyLabels(config),
    trackedLabels: labels,
    pushgateway: {
      isReady: async () => answer.kind === "answered",
      send: async (request) => {
        relayed.push(request);
        return answer;
      },
    },
    consistency: "registry",
    now: Date.now,
    stopwatch: () => performance.now(),
    sleep: async () => {},
    random: () => 0,
    audit: (record) => records.push(record),
    reportBug: (error) => bugs.push(error),
  };
  return { ports, relayed, records, bugs };
};
