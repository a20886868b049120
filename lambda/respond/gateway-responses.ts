import { CATALOGUE, type ProblemCode } from "../model/catalogue.ts";
import { PROBLEM_JSON, toBareProblem } from "./problem.ts";
import { ALLOWED_METHODS, RETRY_AFTER_SECONDS, WWW_AUTHENTICATE } from "./refusal-headers.ts";

/**
 * API Gateway's own answers, in the shape of every other problem. The stacks turn this table into gateway responses;
 * the local gateway answers from it. Types: API Gateway developer guide, "Gateway response types".
 */
export interface GatewayResponse {
  /** Undefined: API Gateway's own status. */
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A mapping template whose only variable is `$context.requestId`. */
  readonly template: string;
}

const RETRY_AFTER = { "Retry-After": String(RETRY_AFTER_SECONDS) };

const answer = (
  code: ProblemCode,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse => ({
  statusCode: CATALOGUE[code].status,
  headers: { "Content-Type": PROBLEM_JSON, ...headers },
  template: JSON.stringify(toBareProblem(code, detail, "$context.requestId")),
});

const UNKNOWN_ROUTE = answer(
  "route-unknown",
  "there is nothing at this path; push to <base URL>/metrics/job/<job>{/<label>/<value>}, with the base URL that " +
    "the deployment or npm start printed, including its stage (as in /prod/metrics/job/<job>)",
);

const METHOD_NOT_ALLOWED = answer(
  "method-not-allowed",
  "this path takes PUT (replace the group), POST (replace families of the same name), DELETE and GET (read the group back), " +
    "with curl: curl -u <client>:<token> --data-binary @<file> -X PUT <URL>",
  { Allow: ALLOWED_METHODS },
);

const UNAVAILABLE = answer(
  "service-unavailable",
  "the service cannot answer at the moment; try again",
  RETRY_AFTER,
);

const AUTHORIZER_UNAVAILABLE = answer(
  "authorizer-unavailable",
  "the credential cannot be checked at the moment; try again",
  RETRY_AFTER,
);

const BAD_REQUEST = answer("request-malformed", "the request is not well-formed HTTP");

const TOO_MANY = answer(
  "rate-exceeded",
  "too many requests; wait for the time in Retry-After and push less often",
  RETRY_AFTER,
);

export const GATEWAY_RESPONSES = {
  UNAUTHORIZED: answer(
    "credential-invalid",
    "no valid credential was sent; send Authorization: Basic with client and token (curl -u <client>:<token>) or " +
      "Authorization: Bearer <client>.<token> (curl -H 'Authorization: Bearer <client>.<token>')",
    { "WWW-Authenticate": WWW_AUTHENTICATE },
  ),
  ACCESS_DENIED: answer(
    "group-not-granted",
    "no right of this client allows this method here: PUT, POST and DELETE need a grant that lists them under methods and, for the " +
      "token of an issuer, whose when matches its claims; GET needs a right to read (reads, or scrape for the page); " +
      "a push is PUT or POST (curl -u <client>:<token> --data-binary @<file> -X PUT <URL>)",
  ),
  MISSING_AUTHENTICATION_TOKEN: UNKNOWN_ROUTE,
  RESOURCE_NOT_FOUND: UNKNOWN_ROUTE,
  // API Gateway treats an unknown path with an Authorization header as an invalid AWS signature.
  INVALID_SIGNATURE: UNKNOWN_ROUTE,
  EXPIRED_TOKEN: UNKNOWN_ROUTE,
  // Only the MOCK integrations of methods that are not allowed can answer with it, because their templates accept few
  // types.
  UNSUPPORTED_MEDIA_TYPE: METHOD_NOT_ALLOWED,
  AUTHORIZER_FAILURE: AUTHORIZER_UNAVAILABLE,
  AUTHORIZER_CONFIGURATION_ERROR: AUTHORIZER_UNAVAILABLE,
  INVALID_API_KEY: UNAVAILABLE,
  API_CONFIGURATION_ERROR: UNAVAILABLE,
  INTEGRATION_FAILURE: UNAVAILABLE,
  DEFAULT_5XX: UNAVAILABLE,
  INTEGRATION_TIMEOUT: answer(
    "service-unavailable",
    "the push was not answered in time; it may have been stored, and pushing again is safe",
    RETRY_AFTER,
  ),
  REQUEST_TOO_LARGE: answer(
    "body-too-large",
    "the request is larger than the gateway takes; push less at a time",
  ),
  THROTTLED: TOO_MANY,
  QUOTA_EXCEEDED: TOO_MANY,
  // Blocks by reputation lists. The firewall's rate rule answers itself.
  WAF_FILTERED: answer(
    "address-blocked",
    "the firewall blocks the address that this was sent from, because it is on a list of addresses with a bad reputation; " +
      "the operator can exempt it (deployment.firewall.exemptCidrs)",
  ),
  BAD_REQUEST_PARAMETERS: BAD_REQUEST,
  BAD_REQUEST_BODY: BAD_REQUEST,
  // 414 for a long path also comes this way, and keeps its status.
  DEFAULT_4XX: { ...BAD_REQUEST, statusCode: undefined },
} as const satisfies Record<string, GatewayResponse>;

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** The answer of MOCK integrations to a method that a known path does not support. */
export const METHOD_NOT_ALLOWED_RESPONSE: GatewayResponse = METHOD_NOT_ALLOWED;

/** The template with the request's id filled in. */
export const renderGatewayResponse = ({ template }: GatewayResponse, requestId: string): string =>
  template.replace("$context.requestId", () => requestId);
