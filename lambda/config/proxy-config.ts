import type { Limits } from "../model/client.ts";
import type { Grant } from "../model/grant.ts";
import type { ReadRight, ScrapeRight } from "../model/read-right.ts";

/**
 * `proxy.yaml` once checked, with every default filled in: plain JSON, which is how it travels into the bundles.
 * The schema that makes it is `schema.ts`, which only the build and the local system load.
 */
export interface ProxyConfig {
  /** Names the deployment: stack names and API keys carry it. */
  readonly environment: string;
  readonly clients: readonly ClientConfig[];
  readonly issuers: readonly IssuerConfig[];
  readonly rotation: RotationConfig;
  readonly validation: ValidationConfig;
  readonly scrape: ScrapeConfig;
  readonly store: StoreConfig;
  /** `none`: there is no Pushgateway, and metrics are read from the store. */
  readonly pushgateway: PushgatewayConfig | "none";
  /** The longest matching job pattern wins. A job without a matching pattern never expires. */
  readonly expiry: readonly ExpiryRule[];
  /** Where the groups of the store are written to, beside all else. */
  readonly remoteWrite: readonly RemoteWriteConfig[];
  /** Whether the sweep deletes the younger of two groups that break the scrape together. */
  readonly heal: boolean;
  readonly deployment: DeploymentConfig;
}

/** A client with its own token. */
export interface ClientConfig {
  readonly id: string;
  readonly grants: readonly Grant[];
  readonly reads: readonly ReadRight[];
  /** Undefined: it may not read the page, as no issuer may. */
  readonly scrape: ScrapeRight | undefined;
  readonly limits: Limits;
  /** Undefined: only the throttle of the stage applies. */
  readonly rate: RateConfig | undefined;
}

/** An OIDC issuer whose tokens are accepted. */
export interface IssuerConfig extends ClientConfig {
  /** The exact `iss` claim. */
  readonly issuer: string;
  readonly audience: string;
  /** Undefined: taken from the issuer's discovery document. */
  readonly jwksUri: string | undefined;
  /** The algorithms that a token may be signed with: never `none` or a symmetric one. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** The claim by which its subjects are counted. Undefined: those that the grants put into groups. */
  readonly countPer: string | undefined;
}

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export const SIGNING_ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"] as const;

export interface RateConfig {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

export interface RotationConfig {
  /** How long AWSPREVIOUS is accepted after the current version was made. */
  readonly overlapSeconds: number;
  /** Undefined: secrets are rotated by hand only. */
  readonly everyDays: number | undefined;
}

export interface ValidationConfig {
  /** By rule code: whether the rule only warns or is not applied. Rules that protect the scrape cannot be here. */
  readonly rules: Readonly<Record<string, "warn" | "off">>;
}

export interface ScrapeConfig {
  /** The job under which Prometheus scrapes: no push may use it. */
  readonly job: string;
  /** Of the page, for all who scrape together. */
  readonly throttle: RateConfig;
  /** How the page leaves the function: `buffered` ends at 6 MB. */
  readonly transfer: "stream" | "buffered";
}

/** What all clients together may keep, and where it is kept. */
export interface StoreConfig {
  readonly maxSeries: number;
  /** As relayed, with what a scrape repeats; each group rounded up to whole KiB. */
  readonly maxBytes: number;
  /** Exposed metric names. */
  readonly maxNames: number;
  /** Undefined: no limit for all clients together. */
  readonly maxGroups: number | undefined;
  /** Tables that an earlier deployment left, or a backup was restored to. Undefined: they are made. */
  readonly adopted: AdoptedTables | undefined;
  /** Of the groups table, where it is made here. Undefined: it grows with its use. */
  readonly warmThroughput: WarmThroughput | undefined;
}

/** In units a second. */
export interface WarmThroughput {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Names of DynamoDB tables. */
export interface AdoptedTables {
  readonly groups: string;
  readonly contracts: string;
}

export interface PushgatewayConfig {
  /** Undefined: the image is built at deploy time. */
  readonly image: string | undefined;
  /** What it is built on. Undefined: the image of the release that the Dockerfile names. */
  readonly baseImage: string | undefined;
  /** Fargate CPU units (1,024 are one vCPU). */
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Name of its file; another one starts it empty. */
  readonly file: string;
}

export interface ExpiryRule {
  /** Glob over the decoded job. */
  readonly job: string;
  readonly afterSeconds: number;
}

/** A receiver of remote write. */
export interface RemoteWriteConfig {
  /** Unique; names the lease, the function, the secret and the metrics. */
  readonly name: string;
  readonly target: RemoteWriteTarget;
  /** Sent with every request, beside those of the protocol. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: ProtocolVersion;
  /** A group that is not pushed again is sent once in this many runs. */
  readonly refreshRuns: number;
  /** Globs over the job: which groups are sent. */
  readonly jobs: readonly string[];
  /** Globs over the job: groups that are sent only after a push, and fade. */
  readonly neverRefresh: readonly string[];
  /** Added where a series has no such label. */
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly shards: number;
}

export type RemoteWriteTarget =
  | { readonly kind: "amp" /** Undefined: one is made. */; readonly workspaceArn: string | undefined }
  | { readonly kind: "url"; readonly url: string; readonly credential: RemoteWriteCredential };

/** The password or token is in Secrets Manager. */
export type RemoteWriteCredential =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string }
  | { readonly kind: "bearer" };

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

export const PROTOCOL_VERSIONS = ["1.0", "2.0"] as const;

/** What only AWS needs. */
export interface DeploymentConfig {
  readonly stage: string;
  /** Undefined: the address that API Gateway gives. */
  readonly domain: DomainConfig | undefined;
  /** Addresses that the API admits, as CIDR blocks; empty: all. */
  readonly allowedCidrs: readonly string[];
  readonly throttle: RateConfig;
  readonly firewall: FirewallConfig | "off";
  readonly network: NetworkConfig;
  /** Where alarms go. */
  readonly alarms: { readonly topicArn: string | undefined; readonly email: string | undefined };
  /** Undefined: none is reserved. */
  readonly reservedConcurrency: {
    readonly authorizer: number | undefined;
    readonly push: number | undefined;
  };
  readonly adopt: AdoptedResources;
  readonly logRetentionDays: number;
  /** Whether API Gateway and Lambda send traces to X-Ray. */
  readonly tracing: boolean;
}

/** What an earlier deployment has left behind and this one uses; undefined: a new one is made. */
export interface AdoptedResources {
  readonly fileSystemId: string | undefined;
}

export interface FirewallConfig {
  /** Requests of one address in five minutes before the firewall answers 429. */
  readonly requestsPerAddress: number;
  /** CIDR blocks that the firewall never blocks. */
  readonly exemptCidrs: readonly string[];
}

/** A host name of one's own for the API. */
export interface DomainConfig {
  readonly name: string;
  /** Of a certificate in the region of the deployment. */
  readonly certificateArn: string;
}

export interface NetworkConfig {
  /** Undefined: a new VPC. */
  readonly vpcId: string | undefined;
  /** Of the proxy's own VPC. */
  readonly cidr: string;
  /** Subnets of an existing VPC, one in each zone. Undefined: those of its innermost kind, which are looked up. */
  readonly subnetIds: readonly string[] | undefined;
  /** Undefined: they are made. */
  readonly securityGroupIds: SecurityGroupIds | undefined;
  /** Those that are made. */
  readonly endpoints: readonly EndpointName[];
  readonly egress: "none" | "nat";
  /** Security groups (ids) whose members may scrape the Pushgateway. */
  readonly scrapeFrom: readonly string[];
}

/** AWS services by the names of their VPC endpoints. The first two cost nothing. */
export const ENDPOINT_NAMES = ["dynamodb", "s3", "ecr.api", "ecr.dkr", "logs"] as const;

export type EndpointName = (typeof ENDPOINT_NAMES)[number];

/** Existing security groups, whose rules are their owner's to make. */
export interface SecurityGroupIds {
  /** Of the push and sweep functions. */
  readonly functions: string;
  readonly pushgateway: string;
  /** Of the Pushgateway's file system. */
  readonly fileSystem: string;
}

/** The labels that a grouping key can have in addition to `job`. Only over these labels can two groups collide. */
export const trackedLabels = ({
  clients,
  issuers,
}: Pick<ProxyConfig, "clients" | "issuers">): ReadonlySet<string> =>
  new Set(
    [...clients, ...issuers].flatMap(({ grants }) =>
      grants.flatMap(({ grouping }) => grouping.map(({ label }) => label)),
    ),
  );
