import type { ResourceRoutes, RouteKind } from "../../routes.ts";
import type { HeaderLines } from "./header-lines.ts";
import type { QueryString } from "./query-string.ts";

/** A request with its route. Both events are made from it. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly method: string;
  readonly route: ResourceRoutes;
  readonly kind: RouteKind;
  readonly path: string;
  readonly contextPath: string;
  readonly proxy: string | undefined;
  readonly header: HeaderLines;
  readonly query: QueryString;
  readonly sourceIp: string;
  readonly stage: string;
}

const ACCOUNT_ID = "000000000000";
const API_ID = "local";

/** Its path is undecoded and may contain `*`, so a policy must never be made from it. */
export const toMethodArn = ({ stage, method, path }: GatewayRequest): string =>
  `arn:aws:execute-api:us-east-1:${ACCOUNT_ID}:${API_ID}/${stage}/${method}${path}`;

/** `requestContext` of both events, without `authorizer`. Fields: LocalStack's snapshots recorded on AWS. */
export const toRequestContext = (request: GatewayRequest) => ({
  accountId: ACCOUNT_ID,
  apiId: API_ID,
  deploymentId: "local",
  domainName: request.header.host,
  domainPrefix: request.header.host.split(".", 1)[0] ?? "",
  extendedRequestId: request.requestId,
  httpMethod: request.method,
  identity: toIdentity(request),
  path: request.contextPath,
  protocol: "HTTP/1.1",
  requestId: request.requestId,
  requestTime: toRequestTime(request.receivedAtMs),
  requestTimeEpoch: request.receivedAtMs,
  resourceId: request.route.resource,
  resourcePath: request.route.resource,
  stage: request.stage,
});

const toIdentity = ({ sourceIp, header }: GatewayRequest) => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp,
  user: null,
  userAgent: header.userAgent,
  userArn: null,
});

let lastSecond = -1;
let lastRequestTime = "";

/** For instance `23/Nov/2026:16:25:00 +0000`. It is formatted once a second, since that takes longer than a push. */
const toRequestTime = (timeMs: number): string => {
  const second = Math.floor(timeMs / 1_000);
  if (second !== lastSecond) {
    lastSecond = second;
    // "Mon, 23 Nov 2026 16:25:00 GMT"
    const [, day, month, year, time] = new Date(timeMs).toUTCString().split(" ");
    lastRequestTime = `${day}/${month}/${year}:${time} +0000`;
  }
  return lastRequestTime;
};
