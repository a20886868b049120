import { createHash } from "node:crypto";
import type { ClientConfig } from "./proxy-config.ts";

/**
 * The value of the API key by which API Gateway counts a caller's requests: a caller with a rate has its own, all others
 * share one. It is public: whoever knows it can do nothing with it, since the authorizer alone says which key a request
 * counts for.
 */
export const toUsageKey = (environment: string, { id, rate }: Pick<ClientConfig, "id" | "rate">): string =>
  rate === undefined ? toSharedUsageKey(environment) : hash(environment, id);

/** The key of everybody without a rate. */
export const toSharedUsageKey = (environment: string): string => hash(environment, NO_ID);

/** No caller has an empty id. */
const NO_ID = "";

const hash = (environment: string, id: string): string =>
  createHash("sha256").update(`pushgateway-proxy usage key\n${environment}\n${id}`).digest("hex");
