import type { Limits } from "../model/client.ts";
import type { Grant } from "../model/grant.ts";
import type { ReadRight, ScrapeRight } from "../model/read-right.ts";

/**
 * The checked `proxy.yaml`, with every default filled in. It is plain JSON, in which form the bundles contain it. Its
 * schema is in `schema.ts`, which only the build and the local system load.
 */
export interface ProxyConfig {
  /** The name of the deployment, which is part of stack names and API keys. */
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
  /** The receivers that also get groups of the store. */
  readonly remoteWrite: readonly RemoteWriteConfig[];
  /** Whether the sweep deletes groups that were pushed past the proxy, and groups that break the page. */
  readonly heal: boolean;
  readonly deployment: DeploymentConfig;
}

/** A client with its own token. */
export interface ClientConfig {
  readonly id: string;
  readonly grants: readonly Grant[];
  readonly reads: readonly ReadRight[];
  /** Undefined: it may not read the page. Issuers never may. */
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
  /** The accepted algorithms of a token's signature: never `none` or a symmetric one. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** The claim that distinguishes its subjects for limits. Undefined: the claims that the grants put into groups. */
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
  /** Undefined: secrets are rotated only by hand. */
  readonly everyDays: number | undefined;
}

export interface ValidationConfig {
  /** By rule code: whether the rule only warns or is off. Rules that protect the scrape cannot be here. */
  readonly rules: Readonly<Record<string, "warn" | "off">>;
}

export interface ScrapeConfig {
  /** The scrape's own job, which no push may use. */
  readonly job: string;
  /** The throttle of the page, for all scrapers together. */
  readonly throttle: RateConfig;
  /** How the page leaves the function: `buffered` is limited to 6 MB. */
  readonly transfer: "stream" | "buffered";
}

/** The limits of all clients together, and the tables. */
export interface StoreConfig {
  readonly maxSeries: number;
  /** As relayed, plus what a scrape repeats. Each group is rounded up to whole KiB. */
  readonly maxBytes: number;
  /** Exposed metric names. */
  readonly maxNames: number;
  /** Undefined: no limit for all clients together. */
  readonly maxGroups: number | undefined;
  /** Tables of an earlier deployment, or of a restored backup. Undefined: they are created. */
  readonly adopted: AdoptedTables | undefined;
  /** The warm throughput of a new groups table. Undefined: it grows with its use. */
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
  /** The base image. Undefined: the image of the release in the Dockerfile. */
  readonly baseImage: string | undefined;
  /** Fargate CPU units (1,024 are one vCPU). */
  readonly cpu: number;
  readonly memoryMiB: number;
  /** The name of its file. Another name starts it empty. */
  readonly file: string;
}

export interface ExpiryRule {
  /** Glob over the decoded job. */
  readonly job: string;
  readonly afterSeconds: number;
}

/** A receiver of remote write. */
export interface RemoteWriteConfig {
  /** Unique. It names the lease, the function, the secret and the metrics. */
  readonly name: string;
  readonly target: RemoteWriteTarget;
  /** Sent with every request, in addition to the protocol's headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: ProtocolVersion;
  /** A group that is not pushed again is sent once in this many runs. */
  readonly refreshRuns: number;
  /** Globs over the job: which groups are sent. */
  readonly jobs: readonly string[];
  /** Globs over the job: groups that are sent only after a push, and then disappear from queries. */
  readonly neverRefresh: readonly string[];
  /** Added to series without such a label. */
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly shards: number;
}

export type RemoteWriteTarget =
  | {
      readonly kind: "amp";
      /** Undefined: a workspace is created. */
      readonly workspaceArn: string | undefined;
    }
  | { readonly kind: "url"; readonly url: string; readonly credential: RemoteWriteCredential };

/** The password or token is in Secrets Manager. */
export type RemoteWriteCredential =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string }
  | { readonly kind: "bearer" };

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

export const PROTOCOL_VERSIONS = ["1.0", "2.0"] as const;

/** Settings for AWS only. */
export interface DeploymentConfig {
  readonly stage: string;
  /** Undefined: API Gateway's own address. */
  readonly domain: DomainConfig | undefined;
  /** Addresses that the API admits, as CIDR blocks; empty: all. */
  readonly allowedCidrs: readonly string[];
  readonly throttle: RateConfig;
  readonly firewall: FirewallConfig | "off";
  readonly network: NetworkConfig;
  /** The receiver of alarms. */
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

/** A file system of an earlier deployment to use again; undefined: a new one is created. */
export interface AdoptedResources {
  readonly fileSystemId: string | undefined;
}

export interface FirewallConfig {
  /** An address that sends more requests than this in five minutes gets 429 from the firewall. */
  readonly requestsPerAddress: number;
  /** CIDR blocks that the firewall never blocks. */
  readonly exemptCidrs: readonly string[];
}

/** A custom host name for the API. */
export interface DomainConfig {
  readonly name: string;
  /** The ARN of a certificate in the region of the deployment. */
  readonly certificateArn: string;
}

export interface NetworkConfig {
  /** Undefined: a new VPC. */
  readonly vpcId: string | undefined;
  /** The address block of the proxy's own VPC. */
  readonly cidr: string;
  /** Subnets of an existing VPC, one in each zone. Undefined: those of its innermost kind, which are looked up. */
  readonly subnetIds: readonly string[] | undefined;
  /** Undefined: they are created. */
  readonly securityGroupIds: SecurityGroupIds | undefined;
  /** The endpoints to create. */
  readonly endpoints: readonly EndpointName[];
  readonly egress: "none" | "nat";
  /** Security groups (ids) whose members may scrape the Pushgateway. */
  readonly scrapeFrom: readonly string[];
}

/** AWS services by the names of their VPC endpoints. The first two cost nothing. */
export const ENDPOINT_NAMES = ["dynamodb", "s3", "ecr.api", "ecr.dkr", "logs"] as const;

export type EndpointName = (typeof ENDPOINT_NAMES)[number];

/** Existing security groups, whose rules their owner manages. */
export interface SecurityGroupIds {
  /** Of the push and sweep functions. */
  readonly functions: string;
  readonly pushgateway: string;
  /** Of the Pushgateway's file system. */
  readonly fileSystem: string;
}

/** The labels that a grouping key can have in addition to `job`. Two groups can collide only over these labels. */
export const trackedLabels = ({
  clients,
  issuers,
}: Pick<ProxyConfig, "clients" | "issuers">): ReadonlySet<string> =>
  new Set(
    [...clients, ...issuers].flatMap(({ grants }) =>
      grants.flatMap(({ grouping }) => grouping.map(({ label }) => label)),
    ),
  );
