import { type BrokenRequest, toBrokenAnswer } from "../../../infra/local/gateway/broken-requests.ts";
import { FORMATS } from "../../../lambda/decode/formats.ts";
import { NEWLINES_REMOVED } from "../../../lambda/decode/text/lost-newlines.ts";
import type { ProblemCode } from "../../../lambda/model/catalogue.ts";
import { INTERNAL_DETAIL } from "../../../lambda/model/refusal.ts";
import { CROSS_SITE } from "../../../lambda/request/cross-site.ts";
import { GATEWAY_RESPONSES, type GatewayResponseType } from "../../../lambda/respond/gateway-responses.ts";
import type { ProblemError } from "../../../lambda/respond/problem.ts";
import { type ExampleRequest, examplePush } from "./example-request.ts";

const TOO_MANY_SERIES =
  "3 series, and the limit series of this client is 2; stay within it, or ask the operator to raise it";

export interface ProblemExample {
  /** The request in one line. */
  readonly about: string;
  /** Undefined if only an outage, or a client that breaks HTTP, gets this answer. */
  readonly request?: ExampleRequest;
  readonly detail: string;
  readonly errors?: readonly ProblemError[];
}

/** A placeholder for any request id. */
export const REQUEST_ID = "3f0d3c5e-6f1c-4a52-9d0e-5b1c2f6a7e90";

const ofGateway = (type: GatewayResponseType): string => detailOf(GATEWAY_RESPONSES[type].template);

const ofBroken = (kind: BrokenRequest): string => detailOf(String(toBrokenAnswer(kind, REQUEST_ID).body));

const detailOf = (problem: string): string => (JSON.parse(problem) as { readonly detail: string }).detail;

/** One example per code. Those with a request are compared with the local gateway's answer. */
export const PROBLEM_EXAMPLES: Readonly<Record<ProblemCode, ProblemExample>> = {
  "request-malformed": { about: "A request without a Host header", detail: ofBroken("malformed") },
  "path-invalid": {
    about: "PUT /metrics/job/desktop-app/instance",
    request: examplePush({ path: "/metrics/job/desktop-app/instance" }),
    detail:
      'the path must be pairs of label and value, and "instance" has no value; a slash inside a value is written %2F, or <label>@base64/<value>',
  },
  "query-invalid": {
    about: "PUT /metrics/job/desktop-app?dryrun=true",
    request: examplePush({ path: "/metrics/job/desktop-app?dryrun=true" }),
    detail: 'unknown query parameter "dryrun"; did you mean dry_run?',
  },
  "body-corrupt": {
    about: "Content-Encoding: gzip, and a body that is not compressed",
    request: examplePush({ headers: { "Content-Encoding": "gzip" } }),
    detail: "Content-Encoding says gzip, but the body is not compressed; compress it or leave the header out",
  },
  "payload-unreadable": {
    about: "curl -d, which strips newlines",
    request: examplePush({
      body: "# TYPE desktop_up gaugedesktop_up 1# TYPE desktop_users gaugedesktop_users 3",
    }),
    detail: NEWLINES_REMOVED,
    errors: [{ code: "newlines-lost", line: 1, column: 1, detail: NEWLINES_REMOVED }],
  },
  "credential-invalid": {
    about: "PUT /metrics/job/desktop-app without a credential",
    request: { method: "PUT", path: "/metrics/job/desktop-app" },
    detail: ofGateway("UNAUTHORIZED"),
  },
  "group-not-granted": {
    about: "PUT /metrics/job/payroll by a client without a grant for this job",
    request: examplePush({ path: "/metrics/job/payroll" }),
    detail: 'job "payroll" is not granted; this client may push to "desktop-app"',
  },
  "metrics-not-granted": {
    about: "A metric whose name no grant of the client allows",
    request: examplePush({ body: "payroll_total 1\n" }),
    detail: 'metric "payroll_total" is not granted; this client may push "desktop_*" into this group',
    errors: [
      {
        code: "metric-not-granted",
        line: 1,
        column: 1,
        family: "payroll_total",
        detail: 'metric "payroll_total" is not granted; this client may push "desktop_*" into this group',
      },
    ],
  },
  "cross-site-request": {
    about: "A form on a page of another web site, in a browser that knows a credential",
    request: examplePush({ method: "POST", headers: { "Sec-Fetch-Site": "cross-site" } }),
    detail: CROSS_SITE,
  },
  "address-blocked": {
    about: "Any request from an address on the firewall's reputation list",
    detail: ofGateway("WAF_FILTERED"),
  },
  "route-unknown": {
    about: "PUT /metric/job/desktop-app",
    request: examplePush({ path: "/metric/job/desktop-app" }),
    detail: ofGateway("MISSING_AUTHENTICATION_TOKEN"),
  },
  "method-not-allowed": {
    about: "PATCH /metrics/job/desktop-app",
    request: { method: "PATCH", path: "/metrics/job/desktop-app" },
    detail: ofGateway("UNSUPPORTED_MEDIA_TYPE"),
  },
  "group-unknown": {
    about: "GET /metrics/job/desktop-app if the group was never pushed or was deleted",
    detail:
      'there is no group of job "desktop-app" with these grouping labels; check them, or push the group first',
  },
  "gzip-required": {
    about: "GET /metrics of some thousand groups without Accept-Encoding",
    detail:
      "the page has more than 4194304 bytes and is sent only with gzip; send Accept-Encoding: gzip (curl --compressed)",
  },
  "contract-conflict": {
    about: "A gauge with a name that is already pushed as a counter",
    request: examplePush({
      body: "# TYPE desktop_clicks gauge\ndesktop_clicks 1\n",
      after: examplePush({
        path: "/metrics/job/desktop-app/instance/a",
        body: "# TYPE desktop_clicks counter\ndesktop_clicks 1\n",
      }),
    }),
    detail:
      '"desktop_clicks" is a counter, and this push has it as a gauge: push it as the existing type, or rename the metric',
    errors: [
      {
        code: "type-conflict",
        line: 1,
        column: 8,
        family: "desktop_clicks",
        detail:
          '"desktop_clicks" is a counter, and this push has it as a gauge: push it as the existing type, or rename the metric',
      },
    ],
  },
  "body-too-large": {
    about: "5,000 bytes by a client who may send 4,096",
    request: examplePush({ body: "#".repeat(5_000) }),
    detail: "the body has 5000 bytes and may have 4096; push less at a time",
  },
  "group-too-large": {
    about: "A POST that makes its group too large",
    detail:
      "the group would take 401112 bytes compressed and may take 389120: spread its metrics over several groups, each with its own grouping label",
  },
  "path-too-long": {
    about: "A path of 1,437 bytes",
    request: examplePush({ path: `/metrics/job/desktop-app/instance/${"x".repeat(1_403)}` }),
    detail: "the path has 1437 bytes and may have 1400; use fewer or shorter grouping labels",
  },
  "content-type-unsupported": {
    about: "Content-Type: application/xml",
    request: examplePush({ headers: { "Content-Type": "application/xml" } }),
    detail: `Content-Type "application/xml" is not supported; supported are ${FORMATS.map(({ contentType }) => contentType).join(", ")}, or no Content-Type for text`,
  },
  "content-encoding-unsupported": {
    about: "Content-Encoding: br",
    request: examplePush({ headers: { "Content-Encoding": "br" } }),
    detail: 'Content-Encoding "br" is not supported; send one of identity, gzip, zstd and snappy (framed)',
  },
  "payload-invalid": {
    about: "A counter below zero",
    request: examplePush({ body: "# TYPE desktop_clicks_total counter\ndesktop_clicks_total -1\n" }),
    detail:
      'the counter "desktop_clicks_total" is -1; a counter is a number that is not negative: push a gauge if it can fall',
    errors: [
      {
        code: "counter-value-invalid",
        line: 2,
        column: 1,
        family: "desktop_clicks_total",
        detail:
          'the counter "desktop_clicks_total" is -1; a counter is a number that is not negative: push a gauge if it can fall',
      },
    ],
  },
  "limit-exceeded": {
    about: "Three series by a client who may push two at a time",
    request: examplePush({ body: 'desktop_up{a="1"} 1\ndesktop_up{a="2"} 1\ndesktop_up{a="3"} 1\n' }),
    detail: TOO_MANY_SERIES,
    errors: [{ code: "limit-series", detail: TOO_MANY_SERIES }],
  },
  "rate-exceeded": {
    about: "Two requests by a client who may send one a minute",
    request: {
      method: "PUT",
      path: "/metrics/job/impatient",
      client: "impatient",
      after: { method: "PUT", path: "/metrics/job/impatient", client: "impatient" },
    },
    detail: ofGateway("THROTTLED"),
  },
  "quota-exceeded": {
    about: "A second group by a client who may have one",
    request: examplePush({
      client: "ci",
      path: "/metrics/job/ci-b",
      after: examplePush({ client: "ci", path: "/metrics/job/ci-a" }),
    }),
    detail:
      "ci keeps 1 group and may keep 1, and this push adds 1: delete groups that are no longer needed (deleted groups count until the next sweep), or push less",
  },
  internal: {
    about: "A bug of the proxy",
    detail: INTERNAL_DETAIL,
  },
  "pushgateway-refused": {
    about: "A bug of the proxy",
    detail:
      "the push is stored, but the Pushgateway refused what the proxy had accepted; report the request id to the operator of the proxy",
  },
  "service-unavailable": { about: "An outage", detail: ofGateway("DEFAULT_5XX") },
  "pushgateway-unavailable": {
    about: "GET /-/ready while the Pushgateway is down",
    request: { method: "GET", path: "/-/ready", client: "desktop-app", pushgateway: "never-there" },
    detail: "the Pushgateway does not answer; try again",
  },
  "authorizer-unavailable": {
    about: "A token of an issuer whose keys cannot be read",
    request: {
      method: "PUT",
      path: "/metrics/job/ci",
      headers: { Authorization: `Basic ${btoa(`github:${btoa('{"alg":"RS256"}')}.e30.e30`)}` },
    },
    detail: ofGateway("AUTHORIZER_FAILURE"),
  },
  "store-unavailable": {
    about: "A store that does not answer",
    detail:
      "the store does not answer, so it is not known yet whether the push is stored; push again, which is safe",
  },
  "store-opening": {
    about: "A push while the Pushgateway is down and the store has never been opened",
    request: examplePush({ pushgateway: "never-there" }),
    detail:
      "the store is being opened, which takes up to 5 minutes once the Pushgateway answers; push again later",
  },
  "page-too-large": {
    about: "GET /metrics of a deployment with scrape.transfer: buffered and some thousand groups",
    detail:
      "the page has more than 4500000 bytes, compressed; scrape it in parts, each with its own ?job=<pattern>",
  },
  "page-timed-out": {
    about: "GET /metrics by a Prometheus whose scrape_timeout is too short",
    detail:
      "the page was not ready after 0.5 s; raise scrape_timeout, or ask for fewer jobs with ?job=<pattern>",
  },
  "capacity-exhausted": {
    about: "A push when all clients together keep as much as they may",
    detail:
      "all clients together keep 500000 series and may keep 500000, and this push adds 37; tell the operator of the proxy, who can raise the limit or delete groups",
  },
};
