import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CostLine, Usage } from "./cost-usage.ts";
import { remoteWriteLines } from "./estimate-remote-write.ts";

/** The shape of `prices.json`. */
export interface Prices {
  readonly region: string;
  readonly date: string;
  readonly source: string;
  readonly hoursPerMonth: number;
  readonly usd: Readonly<Record<string, number>>;
}

/** The default deployment. A test compares it with the stacks' resources and with the functions' metrics. */
export const DEPLOYED = {
  interfaceEndpoints: 3,
  zones: 2,
  vcpu: 0.5,
  memoryGb: 2,
  alarms: 28,
  logMetrics: 10,
  functionMetrics: 22,
  dashboards: 1,
  firewallRules: 2,
  storedGb: 1,
};

/** With `pushgateway: none`, and a client that may scrape. */
const DEPLOYED_WITHOUT_PUSHGATEWAY = { alarms: 21, logMetrics: 8, functionMetrics: 12 };

/**
 * Assumptions about each client and issuer. CloudWatch bills a metric once for each combination of its dimensions, so
 * each outcome of a caller counts.
 */
export const ASSUMED = {
  /** `ok` and two refusals. */
  pushOutcomes: 3,
  /** `authenticated` and one refusal. */
  credentialOutcomes: 2,
  seriesPerFamily: 5,
};

/** Measured or bounded: bytes of log lines, and the billed time of a warm push, of a check and of a sweep. */
export const MEASURED = {
  pushLineBytes: 631,
  accessLineBytes: 363,
  overheadPerLineBytes: 26,
  pushGbSeconds: 0.01,
  authorizerGbSeconds: 0.5 * 0.02,
  sweepGbSeconds: 1.77 * 1,
  /** It asks the store and the Pushgateway whether a run is due. */
  tickGbSeconds: 1.77 * 0.05,
  /** A page of 10,000 groups with 37 series as text takes 1.96 s of processor time. */
  pageGbSecondsPerSeries: (1.77 * 1.96) / 370_000,
};

/**
 * The store requests of a push, including refused ones; reads are counted in items. Counted with the real push code: a
 * test compares them with `npm run bench -- requests`.
 */
export const STORE_REQUESTS = {
  steady: { writes: 1, reads: 0 },
  /** Untyped samples that get the type of another push, in a function that remembers nothing. */
  adopting: { writes: 2, reads: 0 },
  /** A POST of some families of a group. */
  merging: { writes: 2, reads: 1 },
  /** Its names are known. */
  newGroup: { writes: 4, reads: 3, readsPerFamily: 1 },
  /** In addition to those of a new group. */
  newNames: { writes: 1, writesPerFamily: 1 },
  deleted: { writes: 1, reads: 1 },
  /**
   * The count of refusals, once in ten seconds for each process and client, in addition to the requests of the refused
   * push's check.
   */
  refused: { writes: 1, reads: 0 },
  /** Each run of the sweep. */
  ownGroup: { writes: 1, reads: 1 },
} as const;

/** A tombstone instead of the group, three runs that count it as idle, and its removal by the fourth. */
export const END_WRITES = 5;

/** An item of the groups table, measured with the sample of test/corpus. */
export const STORED = { itemBytes: 185, bytesPerSeries: 16.8, contractBytes: 300 };

/** The proxy's own group: the series of the sweep and the store, and of each caller with two codes of refusals. */
const OWN_SERIES = 12;
const OWN_SERIES_PER_CALLER = 14;

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

const ITEMS_PER_TICK = 2;

const MINUTES_PER_MONTH = 43_800;
const RUNS_PER_MONTH = MINUTES_PER_MONTH / 5;
export const SECONDS_PER_MONTH = MINUTES_PER_MONTH * 60;
/** Tokens of a client are kept for a minute, and read in two versions. */
const TOKEN_READS = 2;

export const estimateCost = (usage: Usage, prices: Prices): readonly CostLine[] => {
  const price = toPrice(prices);
  return [
    ...fixedLines(usage, price, prices.hoursPerMonth),
    ...callerLines(usage, price),
    ...remoteWriteLines(usage, {
      scanUsd: groupsScanUsd(usage, price),
      lambdaUsd: (calls, gbSeconds) => lambdaUsd(price, calls, gbSeconds),
      price,
    }),
    ...pushLines(usage, price),
  ];
};

export const sumUp = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

/** The costs of a million more pushes to an existing group. */
export const costOfMillionPushes = ({ series }: Pick<Usage, "series">, prices: Prices): number =>
  sumUp(pushLines({ pushes: 1e6, series, groups: 0, newGroups: 0, clients: 0, issuers: 0 }, toPrice(prices)));

type Price = (name: string) => number;

const toPrice =
  ({ usd }: Prices): Price =>
  (name) => {
    const found = usd[name];
    if (found === undefined) {
      throw new TypeError(`prices.json has no ${name}`);
    }
    return found;
  };

const fixedLines = ({ pushgateway }: Usage, price: Price, hoursPerMonth: number): readonly CostLine[] => {
  const line = (item: string, usd: number): CostLine => ({ kind: "fixed", item, usd });
  const { alarms, logMetrics, functionMetrics } =
    pushgateway === "none" ? DEPLOYED_WITHOUT_PUSHGATEWAY : DEPLOYED;
  const shared = [
    line("firewall", price("firewallAcl") + DEPLOYED.firewallRules * price("firewallRule")),
    line("alarms and their metrics", alarms * price("alarm") + logMetrics * price("metric")),
    line("dashboard", DEPLOYED.dashboards * price("dashboard")),
    line("metrics of the sweep and the page", functionMetrics * price("metric")),
    line(
      "sweep and its ticks",
      lambdaUsd(price, RUNS_PER_MONTH, MEASURED.sweepGbSeconds) +
        lambdaUsd(price, MINUTES_PER_MONTH, MEASURED.tickGbSeconds) +
        ((MINUTES_PER_MONTH * ITEMS_PER_TICK) / 1e6) * price("dynamoDbPerMillionReads"),
    ),
  ];
  if (pushgateway === "none") {
    return shared;
  }
  return [
    line(
      `interface endpoints (${DEPLOYED.interfaceEndpoints} in ${DEPLOYED.zones} zones)`,
      DEPLOYED.interfaceEndpoints * DEPLOYED.zones * hoursPerMonth * price("interfaceEndpointHour"),
    ),
    line(
      `Pushgateway on Fargate (${DEPLOYED.vcpu} vCPU, ${DEPLOYED.memoryGb} GB)`,
      taskUsd(price, hoursPerMonth),
    ),
    ...shared,
    line("file system and name", DEPLOYED.storedGb * price("fileSystemPerGb") + price("hostedZone")),
  ];
};

const callerLines = (usage: Usage, price: Price): readonly CostLine[] => {
  const { pushes, clients, issuers } = usage;
  const callers = clients + issuers;
  const clientPushes = callers === 0 ? 0 : (pushes * clients) / callers;
  const clientChecks = Math.min(clientPushes, clients * MINUTES_PER_MONTH);
  const issuerChecks = callers === 0 ? 0 : (pushes * issuers) / callers;
  const line = (item: string, usd: number): CostLine => ({ kind: "callers", item, usd });
  return [
    line("secrets", clients * price("secret")),
    line(
      "authorizer",
      lambdaUsd(price, clientChecks + issuerChecks, MEASURED.authorizerGbSeconds) +
        ((clientChecks * TOKEN_READS) / 1e4) * price("secretsPer10kCalls"),
    ),
    line(
      "metrics by caller and outcome",
      callers * (ASSUMED.pushOutcomes + ASSUMED.credentialOutcomes) * price("metric"),
    ),
    line("store, read by each run", scansUsd(usage, price)),
    line("store, the proxy's own group", callers === 0 ? 0 : ownGroupUsd(callers, price)),
    line("store, kept", (storedBytes(usage) / 1e9) * price("dynamoDbStoredGb")),
    ...(usage.pushgateway === "none" ? [line("page, scraped each minute", pageUsd(usage, price))] : []),
  ];
};

const itemBytes = (series: number): number => STORED.itemBytes + STORED.bytesPerSeries * series;

/** Steady pushes, and each new group with its deletion. */
const storeRequestsUsd = ({ pushes, series, newGroups }: Usage, price: Price): number => {
  const groupUnits = Math.ceil(itemBytes(series) / WRITE_UNIT_BYTES);
  const families = Math.ceil(series / ASSUMED.seriesPerFamily);
  const { newGroup, steady } = STORE_REQUESTS;
  // One request writes the group, and another one is refused.
  const writes =
    Math.max(0, pushes - newGroups) * steady.writes * groupUnits +
    newGroups * (newGroup.writes - 1 + groupUnits + END_WRITES);
  const reads = newGroups * (newGroup.reads + newGroup.readsPerFamily * families);
  return (
    (writes / 1e6) * price("dynamoDbPerMillionWrites") + (reads / 1e6) * price("dynamoDbPerMillionReads")
  );
};

/** Each run writes it, and reads it once after its relay. */
const ownGroupUsd = (callers: number, price: Price): number => {
  const bytes = itemBytes(OWN_SERIES + callers * OWN_SERIES_PER_CALLER);
  const { writes, reads } = STORE_REQUESTS.ownGroup;
  return (
    (RUNS_PER_MONTH / 1e6) *
    (writes * Math.ceil(bytes / WRITE_UNIT_BYTES) * price("dynamoDbPerMillionWrites") +
      reads * Math.ceil(bytes / READ_UNIT_BYTES) * price("dynamoDbPerMillionReads"))
  );
};

/** Each run reads both tables completely. */
const scansUsd = (usage: Usage, price: Price): number =>
  ((storedBytes(usage) / READ_UNIT_BYTES) * RUNS_PER_MONTH * price("dynamoDbPerMillionReads")) / 1e6;

/** All groups once, with consistent reads. */
const groupsScanUsd = ({ groups, series }: Usage, price: Price): number =>
  (((groups * itemBytes(series)) / READ_UNIT_BYTES) * price("dynamoDbPerMillionReads")) / 1e6;

/** Each scrape reads the groups completely, and renders them. Traffic is not counted. */
const pageUsd = (usage: Usage, price: Price): number =>
  usage.groups === 0
    ? 0
    : groupsScanUsd(usage, price) * MINUTES_PER_MONTH +
      lambdaUsd(price, MINUTES_PER_MONTH, MEASURED.pageGbSecondsPerSeries * usage.groups * usage.series) +
      (MINUTES_PER_MONTH / 1e6) * (price("apiPerMillionRequests") + price("firewallPerMillionRequests"));

const storedBytes = ({ groups, series, clients, issuers }: Usage): number => {
  const names = (clients + issuers) * Math.ceil(series / ASSUMED.seriesPerFamily);
  return groups * itemBytes(series) + names * STORED.contractBytes;
};

const pushLines = (usage: Usage, price: Price): readonly CostLine[] => {
  const { pushes } = usage;
  const lineBytes = MEASURED.pushLineBytes + MEASURED.accessLineBytes + 2 * MEASURED.overheadPerLineBytes;
  const line = (item: string, usd: number): CostLine => ({ kind: "pushes", item, usd });
  return [
    line("API Gateway", (pushes / 1e6) * price("apiPerMillionRequests")),
    line("firewall", (pushes / 1e6) * price("firewallPerMillionRequests")),
    line("push function", lambdaUsd(price, pushes, MEASURED.pushGbSeconds)),
    line("store", storeRequestsUsd(usage, price)),
    line("logs", ((pushes * lineBytes) / 1e9) * price("logsPerGb")),
  ];
};

const lambdaUsd = (price: Price, calls: number, gbSeconds: number): number =>
  (calls / 1e6) * price("lambdaPerMillionRequests") + calls * gbSeconds * price("lambdaArmPerGbSecond");

const taskUsd = (price: Price, hoursPerMonth: number): number =>
  hoursPerMonth *
  (DEPLOYED.vcpu * price("fargateArmVcpuHour") + DEPLOYED.memoryGb * price("fargateArmGbHour"));

/**
 * An alternative Pushgateway on the Internet: the same task, always on, behind a load balancer in two zones. Each zone
 * and the task have a public address. It checks neither clients nor payloads.
 */
export const estimateContainer = (
  prices: Prices,
): { readonly fixedUsd: number; readonly perMillionUsd: number } => {
  const price = toPrice(prices);
  const { hoursPerMonth } = prices;
  const addresses = DEPLOYED.zones + 1;
  const newConnectionsPerSecond = 1e6 / SECONDS_PER_MONTH;
  return {
    fixedUsd:
      taskUsd(price, hoursPerMonth) +
      hoursPerMonth * (price("loadBalancerHour") + addresses * price("publicIpv4Hour")),
    perMillionUsd:
      (newConnectionsPerSecond / CONNECTIONS_PER_LCU) * hoursPerMonth * price("loadBalancerCapacityHour"),
  };
};

/** New connections per second, one per push. */
const CONNECTIONS_PER_LCU = 25;

/** `prices.json`, which names its region, date and sources. */
export const PRICES = JSON.parse(readFileSync(join(import.meta.dirname, "prices.json"), "utf8")) as Prices;
