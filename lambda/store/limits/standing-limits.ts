import type { ProxyConfig } from "../../config/proxy-config.ts";
import type { Holding } from "../items.ts";
import { toAllowed } from "./owner.ts";

/** The standing limits. */
export interface StandingLimits {
  /** By id of a client or an issuer: the limits of each of its owners. */
  readonly allowed: ReadonlyMap<string, Holding>;
  /** The limits of all owners together. */
  readonly maxima: Holding;
}

/** More than anybody can use. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export const toStandingLimits = ({
  clients,
  issuers,
  store: { maxSeries, maxBytes, maxNames, maxGroups },
}: Pick<ProxyConfig, "clients" | "issuers" | "store">): StandingLimits => ({
  allowed: new Map([...clients, ...issuers].map(({ id, limits }) => [id, toAllowed(limits)])),
  maxima: {
    groups: maxGroups ?? NO_LIMIT,
    series: maxSeries,
    bytes: maxBytes,
    names: maxNames,
  },
});
