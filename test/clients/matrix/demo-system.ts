import { askLocalSystem } from "../../../cli/operator/transport.ts";
import { findFreePort, startPushgateway } from "../../support/real-components.ts";
import { type RunningProxy, startProxy } from "../../support/running-proxy.ts";

/** Clients of the proxy. Each one gets one class of error; `granted` gets none. */
const CONFIG = `
clients:
  - id: granted
    grants: [&all { methods: [PUT, POST, DELETE], job: "*", grouping: { "instance?": "*" }, metrics: ["*"] }]
  - id: elsewhere
    grants: [{ methods: [PUT, POST], job: elsewhere, metrics: ["*"] }]
  - id: small
    grants: [*all]
    limits: { bodyBytes: 0.1KiB }
  - id: hurried
    grants: [*all]
    limits: { rate: 1/m, burst: 1 }
`;

export type ProxyClient = "granted" | "elsewhere" | "small" | "hurried";

/** The proxy with its stage in front of a real Pushgateway, and two proxies whose Pushgateways do not answer. */
export interface DemoSystem {
  readonly url: string;
  readonly tokenOf: (client: ProxyClient) => string;
  /** Its Pushgateway never answered, so its store is not open and pushes get 503. */
  readonly opening: ProxyAccess;
  /** Its Pushgateway went down: pushes are stored and get 202. */
  readonly outage: ProxyAccess & {
    /** Whether the store holds a group of this job. */
    readonly isStored: (job: string) => Promise<boolean>;
  };
  /** The Pushgateway's page. */
  readonly readPage: () => Promise<string>;
  /** Uses up the rate of the client `hurried`. */
  readonly hurry: () => Promise<void>;
  close(): Promise<void>;
}

export interface ProxyAccess {
  readonly url: string;
  readonly token: string;
}

export const startDemoSystem = async (): Promise<DemoSystem> => {
  const pushgateway = await startPushgateway({ check: "off" });
  const proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
  const opening = await startOpeningProxy();
  const outage = await startProxyInOutage();
  const url = `${proxy.url}/prod`;
  await seed(proxy);
  return {
    url,
    tokenOf: (client) => proxy.tokens[client] ?? "",
    opening: toAccess(opening),
    outage: { ...toAccess(outage), isStored: (job) => isStored(outage, job) },
    readPage: async () => (await fetch(`${pushgateway.url}/metrics`)).text(),
    hurry: async () => {
      await fetch(`${url}/metrics/job/hurried`, {
        method: "PUT",
        headers: { Authorization: proxy.authorization["hurried"] ?? "" },
      });
    },
    close: async () => {
      await proxy.stop();
      await opening.stop();
      await outage.stop();
      await pushgateway.stop();
    },
  };
};

const toAccess = ({ url, tokens }: RunningProxy): ProxyAccess => ({
  url: `${url}/prod`,
  token: tokens["granted"] ?? "",
});

const isStored = async ({ operatorFile }: RunningProxy, job: string): Promise<boolean> => {
  const shown = await askLocalSystem({ command: "groups-show", path: `/metrics/job/${job}` }, operatorFile);
  if (!shown.ok) {
    throw new Error(shown.error);
  }
  return (shown.value as { readonly series?: number }).series === 1;
};

/** Nothing ever listens at the address of its Pushgateway. */
const startOpeningProxy = async (): Promise<RunningProxy> =>
  startProxy(CONFIG, ["--pushgateway", `http://127.0.0.1:${await findFreePort()}`]);

/** Its Pushgateway ran when the proxy started, and no longer runs. */
const startProxyInOutage = async (): Promise<RunningProxy> => {
  const pushgateway = await startPushgateway({ check: "off", port: await findFreePort() });
  const proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
  await seed(proxy);
  await pushgateway.stop();
  return proxy;
};

/**
 * They belong to another job, so the results do not depend on the order of programs: untyped samples get the gauges'
 * type, and a counter conflicts with the summary.
 */
const SEED = `# TYPE demo_extra gauge
demo_extra 0
# TYPE demo_other gauge
demo_other 0
# TYPE demo_conflict_total summary
demo_conflict_total_sum 1
demo_conflict_total_count 1
`;

const seed = async (proxy: RunningProxy): Promise<void> => {
  const response = await fetch(`${proxy.url}/prod/metrics/job/seed`, {
    method: "PUT",
    headers: { Authorization: proxy.authorization["granted"] ?? "" },
    body: SEED,
  });
  if (!response.ok) {
    throw new Error(`the seed was refused: ${await response.text()}`);
  }
};
