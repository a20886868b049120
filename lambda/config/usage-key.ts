import { createHash } from "node:crypto";

/**
 * The value of a caller's API key, by which API Gateway counts its requests. It is public: whoever knows it can do
 * nothing with it, since the authorizer alone says whose key a request counts for.
 */
export const toUsageKey = (environment: string, callerId: string): string =>
  createHash("sha256").update(`pushgateway-proxy usage key\n${environment}\n${callerId}`).digest("hex");
