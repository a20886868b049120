import { type ReadMessage, readFamilies } from "../../support/prototext.ts";
import {
  findPrometheus3,
  type RunningProgram,
  startPrometheus,
  startPushgateway,
} from "../../support/real-components.ts";
import { startProxy } from "../../support/running-proxy.ts";
import { toCanonical } from "./canonical-family.ts";
import { startTee } from "./tee.ts";

const CONFIG = `
clients:
  - id: granted
    grants: [{ methods: [PUT, POST, DELETE], job: "*", grouping: { "instance?": "*" }, metrics: ["*"] }]
`;

const FEATURES = "--enable-feature=st-storage,use-start-timestamps,promql-experimental-functions";

/** A Pushgateway with pushes, and the Prometheus 3.16 that scrapes it as protobuf. */
export interface Side {
  /** A job's families on its protobuf page. */
  readonly readPage: (job: string) => Promise<readonly ReadMessage[]>;
  /** The answer of a Prometheus API, without times of evaluation. */
  readonly query: (promql: string) => Promise<readonly unknown[]>;
  readonly queryExemplars: (promql: string) => Promise<readonly unknown[]>;
}

/** Each push to its address goes to one Pushgateway directly, and to another one through the proxy. */
export interface FidelitySystem {
  readonly url: string;
  readonly token: string;
  readonly direct: Side;
  readonly proxied: Side;
  close(): Promise<void>;
}

export const startFidelitySystem = async (): Promise<FidelitySystem> => {
  const gateways = [
    await startPushgateway({ check: "on" }),
    await startPushgateway({ check: "off" }),
  ] as const;
  const proxy = await startProxy(CONFIG, ["--pushgateway", gateways[1].url]);
  const prometheuses = [await startScraper(gateways[0]), await startScraper(gateways[1])] as const;
  const tee = await startTee(gateways[0].url, `${proxy.url}/prod`);
  return {
    url: tee.url,
    token: proxy.tokens["granted"] ?? "",
    direct: createSide(gateways[0], prometheuses[0]),
    proxied: createSide(gateways[1], prometheuses[1]),
    close: async () => {
      tee.close();
      await Promise.all([...prometheuses, proxy, ...gateways].map(({ stop }) => stop()));
    },
  };
};

const startScraper = ({ url }: RunningProgram): Promise<RunningProgram> =>
  startPrometheus({
    binary: findPrometheus3() ?? "",
    target: new URL(url).host,
    format: "protobuf",
    args: [FEATURES],
  });

const DELIMITED =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/** The families that the Pushgateway and the proxy add to a group. */
const ADDED = new Set([
  "push_time_seconds",
  "push_failure_time_seconds",
  "pushgateway_proxy_push_timestamp_seconds",
]);

const createSide = (gateway: RunningProgram, prometheus: RunningProgram): Side => ({
  readPage: async (job) => {
    const response = await fetch(`${gateway.url}/metrics`, { headers: { accept: DELIMITED } });
    const families = readFamilies(new Uint8Array(await response.arrayBuffer()));
    return families
      .filter(({ name = [] }) => !ADDED.has(String(name[0])))
      .map((family) => ({
        ...family,
        metric: (family["metric"] ?? []).filter((metric) => isOfJob(metric, job)),
      }))
      .filter(({ metric }) => metric.length > 0)
      .map(toCanonical);
  },
  query: async (promql) => {
    const { result } = (await ask(prometheus, "query", promql)) as { readonly result: readonly Sample[] };
    return result
      .map(({ metric, value, histogram }) => ({ metric, value: (value ?? histogram)?.[1] }))
      .sort(byText);
  },
  queryExemplars: async (promql) =>
    [...((await ask(prometheus, "query_exemplars", promql)) as readonly unknown[])].sort(byText),
});

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, unknown];
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const isOfJob = (metric: ReadMessage[string][number], job: string): boolean =>
  typeof metric === "object" &&
  (metric["label"] ?? []).some(
    (label) => typeof label === "object" && label["name"]?.[0] === "job" && label["value"]?.[0] === job,
  );

const DAY_SECONDS = 86_400;

const ask = async ({ url }: RunningProgram, api: string, promql: string): Promise<unknown> => {
  const now = Date.now() / 1_000;
  const parameters = new URLSearchParams({
    query: promql,
    ...(api === "query_exemplars" && { start: String(now - DAY_SECONDS), end: String(now + DAY_SECONDS) }),
  });
  const response = await fetch(`${url}/api/v1/${api}?${parameters}`);
  const { data, error } = (await response.json()) as { readonly data?: unknown; readonly error?: string };
  if (data === undefined) {
    throw new Error(`${promql}: ${error}`);
  }
  return data;
};
