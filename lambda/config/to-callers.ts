import { DEFAULT_LIMITS, type Limits } from "../model/client.ts";
import type { GroupingPattern, KeyPattern } from "../model/key-pattern.ts";
import type { ClientConfig, IssuerConfig, RateConfig } from "./proxy-config.ts";
import type { WrittenClient, WrittenConfig, WrittenIssuer } from "./schema.ts";

/** @param defaults the limits of callers without their own */
export const toClient = (client: WrittenClient, defaults: WrittenLimits): ClientConfig => ({
  id: client.id,
  grants: client.grants.map((grant) => toRight({ when: {}, ...grant })),
  reads: client.reads.map((read) => toRight({ when: {}, ...read })),
  scrape: client.scrape,
  ...toLimits({ ...defaults, ...client.limits }),
});

/** @param defaults the limits of callers without their own */
export const toIssuer = (issuer: WrittenIssuer, defaults: WrittenLimits): IssuerConfig => ({
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
