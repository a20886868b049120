import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";

export type StackRole = "network" | "data" | "pushgateway" | "api" | "remote-write" | "observability";

/** The physical name of a stack: stable, and different for each environment of an account. */
export const toStackName = ({ environment }: ProxyConfig, role: StackRole): string =>
  `pushgateway-proxy-${environment}-${role}`;
