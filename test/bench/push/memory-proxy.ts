/**
 * `memory-proxy.ts <proxy.yaml> <secrets file> <url of a Pushgateway>`: the gateway, authorizer, push function and
 * sweep of the local system with a store in memory. Prints its URL and the client's Authorization header.
 */

import { Worker } from "node:worker_threads";
import { createCredentialHints } from "../../../infra/local/credential-hints.ts";
import { createLocalGateway } from "../../../infra/local/gateway/gateway.ts";
import {
  createLocalAuthorizer,
  createLocalPage,
  createLocalPush,
} from "../../../infra/local/local-functions.ts";
import { chooseDestination } from "../../../lambda/adapters/choose-destination.ts";
import { createFileSecretStore } from "../../../lambda/adapters/secrets/file-secret-store.ts";
import { withDeadline } from "../../../lambda/adapters/waiting.ts";
import { loadProxyConfig } from "../../../lambda/config/load.ts";
import { trackedLabels } from "../../../lambda/config/proxy-config.ts";
import { RefusalCounter } from "../../../lambda/store/limits/refusal-counter.ts";
import { toLocalPushTimes } from "../../../lambda/store/run-times.ts";
import { toBasicAuth } from "../../support/credentials.ts";
import { listenOnLoopback } from "../../support/loopback.ts";
import { openStore } from "../../support/store/open-store.ts";
import type { MemorySweepData } from "./memory-sweep.ts";
import { serveStore } from "./shared-store.ts";

const [configFile = "", secretsFile = "", pushgatewayUrl = ""] = process.argv.slice(2);
const parsed = loadProxyConfig(configFile);
if (!parsed.ok) {
  throw new Error(JSON.stringify(parsed.error));
}
const config = parsed.value;
const log = (line: string): void => void process.stderr.write(`${line}\n`);

const secrets = createFileSecretStore(secretsFile, Date.now);
const { id } = config.clients[0]!;
await secrets.provision([id]);
const token = (await secrets.read(id))!.current.token.reveal();
const { audit } = createCredentialHints({ configFile, secretsFile });
const store = await openStore(trackedLabels(config));
const gateway = createLocalGateway({
  stage: config.deployment.stage,
  authorizer: createLocalAuthorizer(config, secretsFile, audit, () => {}),
  push: createLocalPush({
    config,
    chosen: chooseDestination(pushgatewayUrl, store),
    store,
    times: toLocalPushTimes(0),
    refusals: new RefusalCounter({ store, now: Date.now, within: withDeadline }),
    log,
  }),
  page: createLocalPage({ config, store, log }),
  rates: new Map(),
  now: Date.now,
  observer: { answered: () => {}, failed: log },
});
const { table } = store.groups;
const workerData: MemorySweepData = { configFile, pushgatewayUrl, table };
serveStore(store, new Worker(new URL("./memory-sweep.ts", import.meta.url), { workerData }));
const { url } = await listenOnLoopback(gateway.server);
process.stdout.write(`${JSON.stringify({ url, headers: { Authorization: toBasicAuth(id, token) } })}\n`);
process.once("SIGTERM", () => process.exit());
