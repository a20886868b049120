import { type GatewayResponse, METHOD_NOT_ALLOWED_RESPONSE } from "../lambda/respond/gateway-responses.ts";

/**
 * Every resource of the REST API with the targets of its methods. The stacks create the API from this table, and the
 * local gateway routes by it. Everything else is 404, with or without a credential.
 */
export const ROUTES = [
  {
    // A resource's name may contain only letters, digits, `.`, `_`, `-` and `:`, so `/metrics/job@base64` is not
    // possible (API Gateway: "Resource's path part"). The push function refuses paths that are not grouping keys.
    resource: "/metrics/{proxy+}",
    methods: { PUT: "push", POST: "push", DELETE: "delete", GET: "group" },
    methodNotAllowed: METHOD_NOT_ALLOWED_RESPONSE,
  },
  {
    resource: "/metrics",
    methods: { GET: "page" },
    methodNotAllowed: onlyGet(),
  },
  {
    resource: "/-/ready",
    methods: { GET: "ready" },
    methodNotAllowed: onlyGet(),
  },
  {
    resource: "/-/healthy",
    methods: { GET: "healthy" },
    methodNotAllowed: onlyGet(),
  },
] as const satisfies readonly ResourceRoutes[];

/**
 * `push`, `delete` and `ready` go to the push function behind the authorizer, `page` and `group` to the page function;
 * `healthy` is a MOCK integration without an authorizer. Every other method of a resource is a MOCK integration (ANY)
 * without an authorizer that answers `methodNotAllowed`.
 */
export type RouteKind = "push" | "delete" | "page" | "group" | "ready" | "healthy";

export type RoutedMethod = "PUT" | "POST" | "DELETE" | "GET";

export interface ResourceRoutes {
  /** In API Gateway's form: `{proxy+}` takes one or more path segments. */
  readonly resource: string;
  readonly methods: Readonly<Partial<Record<RoutedMethod, RouteKind>>>;
  readonly methodNotAllowed: GatewayResponse;
}

/** The answer of `GET /-/healthy`, equal to the Pushgateway's. */
export const HEALTHY_RESPONSE: GatewayResponse = {
  statusCode: 200,
  headers: { "Content-Type": "text/plain; charset=utf-8" },
  template: "OK",
};

function onlyGet(): GatewayResponse {
  const problem: Record<string, unknown> = JSON.parse(METHOD_NOT_ALLOWED_RESPONSE.template);
  return {
    ...METHOD_NOT_ALLOWED_RESPONSE,
    headers: { ...METHOD_NOT_ALLOWED_RESPONSE.headers, Allow: "GET" },
    template: JSON.stringify({
      ...problem,
      detail: `this path takes GET; PUT, POST and DELETE are for /metrics/job/<job>{/<label>/<value>}`,
    }),
  };
}
