import type { IssuerConfig } from "../config/proxy-config.ts";

/**
 * Whether a JWT's header says what the issuer's tokens may say: an algorithm of the configuration, and nothing critical
 * (RFC 7515, 4.1.11: who does not understand what a token calls critical must refuse it, and we understand none of it).
 */
export const isAllowedHeader = (
  header: unknown,
  { algorithms }: Pick<IssuerConfig, "algorithms">,
): boolean => {
  if (typeof header !== "object" || header === null) return false;
  const { alg } = header as { alg?: unknown };
  return algorithms.some((allowed) => allowed === alg) && !Object.hasOwn(header, "crit");
};
