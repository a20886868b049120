import { DEFAULT_LIMITS, type Limits } from "../model/client.ts";
import type { GroupingPattern, KeyPattern } from "../model/key-pattern.ts";
import {
  type ClientConfig,
  ENDPOINT_NAMES,
  type EndpointName,
  type IssuerConfig,
  type ProxyConfig,
  type RateConfig,
  type RemoteWriteConfig,
  type RemoteWriteCredential,
  type RotationConfig,
} from "./proxy-config.ts";
import type { WrittenClient, WrittenConfig, WrittenIssuer } from "./schema.ts";

/** The parsed form of what is written, every default filled in. */
export const toProxyConfig = (written: WrittenConfig): ProxyConfig => ({
  environment: written.environment,
  clients: written.clients.map((client) => toClient(client, written.limits)),
  issuers: written.issuers.map((issuer) => toIssuer(issuer, written.limits)),
  rotation: toRotation(written.rotation),
  validation: written.validation,
  scrape: toScrape(written.scrape),
  store: toStore(written.store),
  pushgateway: toPushgateway(written.pushgateway),
  expiry: written.expiry.map(({ job, after }) => ({ job, afterSeconds: after })),
  heal: written.heal,
  remoteWrite: written.remoteWrite.map(toRemoteWrite),
  deployment: toDeployment(written.deployment),
});

const toScrape = ({ job, rate, burst, transfer }: WrittenConfig["scrape"]): ProxyConfig["scrape"] => ({
  job,
  throttle: { requestsPerSecond: rate, burst },
  transfer,
});

const toPushgateway = (written: WrittenConfig["pushgateway"]): ProxyConfig["pushgateway"] =>
  written === "none" ? written : { ...written, image: written.image, baseImage: written.baseImage };

const toStore = ({
  table,
  contractsTable,
  maxGroups,
  warmThroughput,
  ...maxima
}: WrittenConfig["store"]): ProxyConfig["store"] => ({
  ...maxima,
  maxGroups,
  warmThroughput,
  adopted:
    table === undefined || contractsTable === undefined
      ? undefined
      : { groups: table, contracts: contractsTable },
});

const toRemoteWrite = ({
  amp,
  url = "",
  username,
  bearer,
  refresh,
  ...common
}: WrittenConfig["remoteWrite"][number]): RemoteWriteConfig => ({
  ...common,
  refreshRuns: refresh / 60,
  target:
    amp === undefined
      ? { kind: "url", url, credential: toCredential(username, bearer ? "token" : "no token") }
      : { kind: "amp", workspaceArn: amp === "create" ? undefined : amp },
});

const toCredential = (username: string | undefined, bearer: "token" | "no token"): RemoteWriteCredential => {
  if (username !== undefined) {
    return { kind: "basic", username };
  }
  return bearer === "token" ? { kind: "bearer" } : { kind: "none" };
};

const toClient = (client: WrittenClient, defaults: WrittenLimits): ClientConfig => ({
  id: client.id,
  grants: client.grants.map((grant) => toRight({ when: {}, ...grant })),
  reads: client.reads.map((read) => toRight({ when: {}, ...read })),
  scrape: client.scrape,
  ...toLimits({ ...defaults, ...client.limits }),
});

const toIssuer = (issuer: WrittenIssuer, defaults: WrittenLimits): IssuerConfig => ({
  id: issuer.id,
  issuer: issuer.issuer,
  audience: issuer.audience,
  jwksUri: issuer.jwksUri,
  algorithms: issuer.algorithms,
  countPer: issuer.limits?.per ?? defaults.per,
  grants: issuer.grants.map(toRight),
  reads: issuer.reads.map(toRight),
  scrape: undefined,
  ...toLimits({ ...defaults, ...issuer.limits }),
});

type WrittenLimits = WrittenConfig["limits"];

const toLimits = ({
  rate,
  burst,
  per: _per,
  ...limits
}: WrittenLimits): { limits: Limits; rate: RateConfig | undefined } => ({
  limits: { ...DEFAULT_LIMITS, ...(limits as Partial<Limits>) },
  rate: rate === undefined || burst === undefined ? undefined : { requestsPerSecond: rate, burst },
});

const toRight = <Written extends { readonly grouping: Readonly<Record<string, string>> }>({
  grouping,
  ...right
}: Written): Omit<Written, "grouping"> & Pick<KeyPattern, "grouping"> => ({
  ...right,
  grouping: Object.entries(grouping).map(toGroupingPattern),
});

const toGroupingPattern = ([label, value]: readonly [string, string]): GroupingPattern => {
  const isOptional = label.endsWith("?");
  return { label: isOptional ? label.slice(0, -1) : label, isOptional, value };
};

const toRotation = (rotation: WrittenConfig["rotation"]): RotationConfig => {
  const { every, overlap } =
    typeof rotation === "number" ? { every: rotation, overlap: DEFAULT_OVERLAP } : rotation;
  return { overlapSeconds: overlap, everyDays: every === undefined ? undefined : every / 86_400 };
};

const DEFAULT_OVERLAP = 86_400;

/** The addresses of the proxy's own VPC, if the configuration names no others. */
const DEFAULT_CIDR = "10.91.0.0/20";

/** In the proxy's own VPC, the endpoints that it needs. In an existing VPC, only the configured ones. */
const toEndpoints = ({
  vpcId,
  endpoints,
  egress,
}: WrittenConfig["deployment"]["network"]): readonly EndpointName[] => {
  if (endpoints !== undefined && typeof endpoints !== "string") {
    return endpoints;
  }
  if (vpcId !== undefined || endpoints === "existing") {
    return [];
  }
  return egress === "none" ? ENDPOINT_NAMES : ["dynamodb", "s3"];
};

const toDeployment = (deployment: WrittenConfig["deployment"]): ProxyConfig["deployment"] => ({
  ...deployment,
  domain: deployment.domain,
  throttle: { requestsPerSecond: deployment.throttle.rate, burst: deployment.throttle.burst },
  network: {
    ...deployment.network,
    vpcId: deployment.network.vpcId,
    cidr: deployment.network.cidr ?? DEFAULT_CIDR,
    endpoints: toEndpoints(deployment.network),
    subnetIds: deployment.network.subnetIds,
    securityGroupIds: deployment.network.securityGroupIds,
  },
  alarms: { topicArn: deployment.alarms.topicArn, email: deployment.alarms.email },
  adopt: { fileSystemId: deployment.adopt.fileSystemId },
  reservedConcurrency: {
    authorizer: deployment.reservedConcurrency.authorizer,
    push: deployment.reservedConcurrency.push,
  },
});
