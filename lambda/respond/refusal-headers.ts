import { CATALOGUE } from "../model/catalogue.ts";
import type { Refusal } from "../model/refusal.ts";

/** The time after which a client should try again, after an outage. */
export const RETRY_AFTER_SECONDS = 5;

/** The methods for the path of a group. */
export const ALLOWED_METHODS = "GET, PUT, POST, DELETE";

export const WWW_AUTHENTICATE =
  'Basic realm="pushgateway-proxy", charset="UTF-8", Bearer realm="pushgateway-proxy"';

/** The headers that HTTP requires or allows for the refusal's status. */
export const toRefusalHeaders = ({ code, retryAfterSeconds }: Refusal): Readonly<Record<string, string>> => ({
  ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
  ...(CATALOGUE[code].status === 401 && { "WWW-Authenticate": WWW_AUTHENTICATE }),
  ...(CATALOGUE[code].status === 405 && { Allow: ALLOWED_METHODS }),
});
