import type { APIGatewayProxyEvent } from "aws-lambda";
import { type Client, DEFAULT_LIMITS, type Limits } from "../../lambda/model/client.ts";
import { bindGrants } from "../../lambda/model/grant.ts";

export interface PushEventParts {
  readonly method?: string;
  readonly path?: string;
  readonly resource?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly query?: Readonly<Record<string, readonly string[]>> | null;
  readonly body?: Uint8Array | string | null;
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

export const REQUEST_ID = "3f0c0f1e-0000-4000-8000-000000000001";

/** A REST API v1 event of a push as API Gateway sends it: base64 body, multi-value headers, undecoded path. */
export const aPushEvent = (parts: PushEventParts = {}): APIGatewayProxyEvent => {
  const path = parts.path ?? "/metrics/job/desktop-app";
  const multiValueHeaders = Object.fromEntries(
    Object.entries(parts.headers ?? {}).map(([name, value]) => [
      name,
      typeof value === "string" ? [value] : [...value],
    ]),
  );
  const body = parts.body ?? null;
  return {
    httpMethod: parts.method ?? "PUT",
    path,
    resource: parts.resource ?? "/metrics/{proxy+}",
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]),
    ),
    multiValueHeaders,
    queryStringParameters: null,
    multiValueQueryStringParameters: parts.query ?? null,
    pathParameters: { proxy: path.slice("/metrics/".length) },
    stageVariables: null,
    body: body === null ? null : Buffer.from(body).toString("base64"),
    isBase64Encoded: body !== null,
    requestContext: { requestId: REQUEST_ID, stage: "prod", authorizer: parts.authorizer ?? {} },
  } as unknown as APIGatewayProxyEvent;
};

/** A client that may do everything, with the default limits or the given ones. */
export const aClient = (limits: Partial<Limits> = {}): Client => ({
  id: "desktop-app",
  grants: bindGrants(
    [
      {
        when: {},
        methods: ["PUT", "POST", "DELETE"],
        job: "*",
        grouping: [],
        metrics: ["*"],
        dryRunOnly: false,
      },
    ],
    {},
  ),
  reads: [],
  scrape: undefined,
  limits: { ...DEFAULT_LIMITS, ...limits },
  claims: {},
  countPer: undefined,
});
