/** What a deployment is used for in a month. */
export interface Usage {
  readonly pushes: number;
  /** Of one push. */
  readonly series: number;
  /** With tokens of their own, each pushing all the time. */
  readonly clients: number;
}

export interface CostLine {
  readonly item: string;
  readonly usd: number;
  /** `fixed`: paid without a push; `clients`: grows with them; `pushes`: grows with every one. */
  readonly kind: "fixed" | "clients" | "pushes";
}

/** The shape of `prices.json`. */
export interface Prices {
  readonly region: string;
  readonly date: string;
  readonly source: string;
  readonly hoursPerMonth: number;
  readonly usd: Readonly<Record<string, number>>;
}

/** As deployed by default: what is counted here is what the stacks make. */
const DEPLOYED = {
  interfaceEndpoints: 3,
  zones: 2,
  vcpu: 0.5,
  memoryGb: 2,
  alarms: 15,
  logMetrics: 8,
  /** Eight of the sweep, and reads of secrets that went well or did not. */
  functionMetrics: 10,
  dashboards: 1,
  firewallRules: 2,
  storedGb: 1,
};

/** Measured or bounded: bytes of log lines as written, billed time of a warm push, sizes of series and families. */
const MEASURED = {
  pushLineBytes: 693,
  accessLineBytes: 363,
  overheadPerLineBytes: 26,
  pushGbSeconds: 0.01,
  authorizerGbSeconds: 0.5 * 0.02,
  sweepGbSeconds: 1.77 * 1,
  seriesPerFamily: 5,
  /** Of a push in the registry: a name and its sides for each family, the group and the client. */
  itemsPerFamily: 2,
  /** Each item is written in a transaction, which costs twice, every ten minutes at most. */
  writesPerItem: 2,
};

const MINUTES_PER_MONTH = 43_800;

export const estimateCost = (usage: Usage, { usd, hoursPerMonth }: Prices): readonly CostLine[] => {
  const price = (name: string): number => {
    const found = usd[name];
    if (found === undefined) throw new TypeError(`prices.json has no ${name}`);
    return found;
  };
  const millions = usage.pushes / 1e6;
  const authorizations = Math.min(usage.pushes, usage.clients * MINUTES_PER_MONTH);
  const sweeps = MINUTES_PER_MONTH / 5;
  const logGb =
    (usage.pushes * (MEASURED.pushLineBytes + MEASURED.accessLineBytes + 2 * MEASURED.overheadPerLineBytes)) /
    1e9;
  const items = (usage.series / MEASURED.seriesPerFamily) * MEASURED.itemsPerFamily + 2;
  const claims =
    Math.min(usage.pushes, (usage.clients * MINUTES_PER_MONTH) / 10) * items * MEASURED.writesPerItem;
  const lambda = (calls: number, gbSeconds: number): number =>
    (calls / 1e6) * price("lambdaPerMillionRequests") + calls * gbSeconds * price("lambdaArmPerGbSecond");
  const line = (kind: CostLine["kind"], item: string, usd: number): CostLine => ({ kind, item, usd });
  return [
    line(
      "fixed",
      "interface endpoints (3 in 2 zones)",
      DEPLOYED.interfaceEndpoints * DEPLOYED.zones * hoursPerMonth * price("interfaceEndpointHour"),
    ),
    line(
      "fixed",
      "Pushgateway on Fargate",
      hoursPerMonth *
        (DEPLOYED.vcpu * price("fargateArmVcpuHour") + DEPLOYED.memoryGb * price("fargateArmGbHour")),
    ),
    line("fixed", "firewall", price("firewallAcl") + DEPLOYED.firewallRules * price("firewallRule")),
    line(
      "fixed",
      "alarms and their metrics",
      DEPLOYED.alarms * price("alarm") + DEPLOYED.logMetrics * price("metric"),
    ),
    line("fixed", "dashboard", DEPLOYED.dashboards * price("dashboard")),
    line("fixed", "metrics of sweep and secrets", DEPLOYED.functionMetrics * price("metric")),
    line("fixed", "sweep", lambda(sweeps, MEASURED.sweepGbSeconds)),
    line("fixed", "file system and name", DEPLOYED.storedGb * price("fileSystemPerGb") + price("hostedZone")),
    line("clients", "secrets", usage.clients * price("secret")),
    line(
      "clients",
      "authorizer",
      lambda(authorizations, MEASURED.authorizerGbSeconds) +
        ((authorizations * 2) / 1e4) * price("secretsPer10kCalls"),
    ),
    line("clients", "metrics by client", usage.clients * 5 * price("metric")),
    line("clients", "registry", (claims / 1e6) * price("dynamoDbPerMillionWrites")),
    line("pushes", "API Gateway", millions * price("apiPerMillionRequests")),
    line("pushes", "firewall", millions * price("firewallPerMillionRequests")),
    line("pushes", "push function", lambda(usage.pushes, MEASURED.pushGbSeconds)),
    line("pushes", "logs", logGb * price("logsPerGb")),
  ];
};

export const sumUp = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
