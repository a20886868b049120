import type { IssuerConfig } from "../config/proxy-config.ts";
import { isRecord } from "../model/is-record.ts";

/**
 * Whether a JWT's header says what the issuer's tokens may say: an algorithm of the configuration, and nothing critical
 * (RFC 7515, 4.1.11: who does not understand what a token calls critical must refuse it, and we understand none of it).
 */
export const isAllowedHeader = (
  header: unknown,
  { algorithms }: Pick<IssuerConfig, "algorithms">,
): boolean => {
  return (
    isRecord(header) &&
    algorithms.some((allowed) => allowed === header["alg"]) &&
    !Object.hasOwn(header, "crit")
  );
};
