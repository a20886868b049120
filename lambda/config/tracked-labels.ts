import type { ProxyConfig } from "./proxy-config.ts";

/** The labels that some grouping key can have beside `job`, which are the ones that two groups can collide over. */
export const trackedLabels = ({
  clients,
  issuers,
}: Pick<ProxyConfig, "clients" | "issuers">): ReadonlySet<string> =>
  new Set(
    [...clients, ...issuers].flatMap(({ grants }) =>
      grants.flatMap(({ grouping }) => grouping.map(({ label }) => label)),
    ),
  );
