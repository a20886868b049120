import type { ProxyConfig } from "../config/proxy-config.ts";

/**
 * The labels that can be in a grouping key at all, since some grant names them: only they can be on two sides.
 * `job` is in every key and overwrites every body, so it is none of them.
 */
export const trackedLabels = (config: Pick<ProxyConfig, "clients" | "issuers">): ReadonlySet<string> =>
  new Set(
    [...config.clients, ...config.issuers]
      .flatMap(({ grants }) => grants)
      .flatMap(({ grouping }) => grouping)
      .map(({ label }) => label)
      .filter((label) => label !== "job"),
  );
