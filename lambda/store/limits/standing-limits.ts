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

export const toStandingLimits = ({
  clients,
  issuers,
  store: { maxSeries, maxBytes, maxNames, maxGroups },
}: Pick<ProxyConfig, "clients" | "issuers" | "store">): StandingLimits => ({
  allowed: new Map([...clients, ...issuers].map(({ id, limits }) => [id, toAllowed(limits)])),
  maxima: {
    groups: maxGroups ?? Number.MAX_SAFE_INTEGER,
    series: maxSeries,
    bytes: maxBytes,
    names: maxNames,
  },
});
