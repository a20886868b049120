import type {
  ProxyConfig,
  RemoteWriteConfig,
  RemoteWriteCredential,
  RotationConfig,
} from "./proxy-config.ts";
import type { WrittenConfig } from "./schema.ts";
import { toClient, toIssuer } from "./to-callers.ts";
import { toDeployment } from "./to-deployment.ts";

/** The parsed form of a written file, with every default filled in. */
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

const toRotation = (rotation: WrittenConfig["rotation"]): RotationConfig => {
  const { every, overlap } =
    typeof rotation === "number" ? { every: rotation, overlap: DEFAULT_OVERLAP } : rotation;
  return { overlapSeconds: overlap, everyDays: every === undefined ? undefined : every / 86_400 };
};

const DEFAULT_OVERLAP = 86_400;
