/**
 * Every way a request can be refused, and nothing else: the closed catalogue of problem codes. A code never changes its
 * meaning and never its status. `docs/errors.md` is generated from this object, and each code has a test.
 */
export const CATALOGUE = {
  "request-malformed": {
    status: 400,
    title: "The request is not well-formed HTTP",
    advice: "Send a well-formed HTTP/1.1 request.",
  },
  "path-invalid": {
    status: 400,
    title: "The path is not a grouping key",
    advice:
      "Use /metrics/job/<job>{/<label>/<value>}; percent-encode values, or write <label>@base64/<value>.",
  },
  "query-invalid": {
    status: 400,
    title: "A query parameter is not valid",
    advice:
      "Remove or rename the parameter that detail names. PUT and POST take dry_run, which is true or false. GET /metrics takes job, which is a pattern.",
  },
  "body-corrupt": {
    status: 400,
    title: "The body cannot be decompressed",
    advice: "Compress the body as Content-Encoding says. Send all of it, and nothing after its end.",
  },
  "payload-unreadable": {
    status: 400,
    title: "The payload cannot be read",
    advice:
      "Correct the places listed in errors: each has a line and a column (or a pointer). If there are none, do what detail says.",
  },
  "credential-invalid": {
    status: 401,
    title: "No valid credential was sent",
    advice:
      "Send Authorization: Basic <client>:<token>, or Bearer <client>.<token>. A rotated token stops working after the overlap.",
  },
  "group-not-granted": {
    status: 403,
    title: "This client may not touch this group",
    advice:
      "Push with a method, job and grouping labels that the client's grants allow, or ask for a grant in proxy.yaml. To read, ask for reads or scrape.",
  },
  "metrics-not-granted": {
    status: 403,
    title: "This client may not push these metrics",
    advice: "Push only metric names and label values that the client's grants allow.",
  },
  "cross-site-request": {
    status: 403,
    title: "A page of another web site may not push",
    advice: "Push from a program. A web page can push only through a server of your own, with PUT.",
  },
  "address-blocked": {
    status: 403,
    title: "The address is blocked",
    advice:
      "Push from another address, or ask the operator to exempt yours (deployment.firewall.exemptCidrs): the proxy's firewall blocks addresses with a bad reputation.",
  },
  "route-unknown": {
    status: 404,
    title: "There is nothing at this path",
    advice: "Push to /metrics/job/<job>{/<label>/<value>}.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The method is not allowed here",
    advice:
      "PUT replaces a group, POST replaces families of the same name, DELETE removes the group, GET reads it back.",
  },
  "group-unknown": {
    status: 404,
    title: "There is no such group",
    advice:
      "Push the group first, or check job and grouping labels: the group may have been deleted or expired.",
  },
  "gzip-required": {
    status: 406,
    title: "The page is too large without gzip",
    advice: "Send Accept-Encoding: gzip (curl --compressed), or ask for fewer jobs with ?job=<pattern>.",
  },
  "contract-conflict": {
    status: 409,
    title: "The push disagrees with what is already pushed",
    advice:
      "Rename the metric or push it as the existing type. The entries of errors name the existing type or label value.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    advice: "Push less at a time, or ask for a higher limit in proxy.yaml.",
  },
  "group-too-large": {
    status: 413,
    title: "The group is too large",
    advice: "Spread its metrics over several groups, each with its own grouping label.",
  },
  "path-too-long": {
    status: 414,
    title: "The path is too long",
    advice: "Use fewer or shorter grouping labels: a path may have at most 1,400 bytes.",
  },
  "content-type-unsupported": {
    status: 415,
    title: "The content type is not supported",
    advice:
      "Send the text format, OpenMetrics, delimited protobuf or JSON, or leave out Content-Type for text.",
  },
  "content-encoding-unsupported": {
    status: 415,
    title: "The content encoding is not supported",
    advice: "Send one of identity, gzip, zstd or snappy (framed), and only one.",
  },
  "payload-invalid": {
    status: 422,
    title: "The payload can be read but is not valid",
    advice: "Correct the places listed in errors: each rule is documented under its code.",
  },
  "limit-exceeded": {
    status: 422,
    title: "The payload exceeds a limit",
    advice: "Push less, or ask for a higher limit in proxy.yaml.",
  },
  "rate-exceeded": {
    status: 429,
    title: "Too many requests",
    advice: "Wait for the time in Retry-After, then push again, and push less often.",
  },
  "quota-exceeded": {
    status: 429,
    title: "The client keeps as much as it may",
    advice: "Delete groups that are no longer needed, or ask for a higher limit in proxy.yaml.",
  },
  internal: {
    status: 500,
    title: "The proxy failed",
    advice:
      "The push may have been stored. Send the same again, which is safe. If it fails again, report the request id to the operator of the proxy.",
  },
  "pushgateway-refused": {
    status: 502,
    title: "The Pushgateway refused what the proxy accepted",
    advice:
      "The push is stored, and every run of the sweep relays it again. This is a bug of the proxy: report the request id to the operator.",
  },
  "service-unavailable": {
    status: 503,
    title: "The service is not available at the moment",
    advice: "Wait for the time in Retry-After, then push again.",
  },
  "pushgateway-unavailable": {
    status: 503,
    title: "The Pushgateway cannot be reached",
    advice: "Push as usual: pushes are stored, and the Pushgateway gets them when it is back.",
  },
  "authorizer-unavailable": {
    status: 503,
    title: "The credential cannot be checked at the moment",
    advice: "Wait for the time in Retry-After, then push again.",
  },
  "store-unavailable": {
    status: 503,
    title: "The store cannot answer at the moment",
    advice:
      "Wait for the time in Retry-After, then push again. This is safe even if the push is already stored.",
  },
  "store-opening": {
    status: 503,
    title: "The store is not open yet",
    advice: "Wait for the time in Retry-After, then push again. The store opens within minutes.",
  },
  "page-too-large": {
    status: 503,
    title: "The page is too large",
    advice: "Use several scrape jobs, each with its own ?job=<pattern>, or use remote write.",
  },
  "page-timed-out": {
    status: 503,
    title: "The page is not ready in time",
    advice:
      "Raise scrape_timeout in Prometheus if detail says so. Else use several scrape jobs, each with its own ?job=<pattern>, or use remote write.",
  },
  "capacity-exhausted": {
    status: 503,
    title: "All clients together keep as much as they may",
    advice:
      "Tell the operator of the proxy, who must delete groups or raise the limits under store in proxy.yaml.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof CATALOGUE;

export interface CatalogueEntry {
  /** HTTP status. */
  readonly status: number;
  /** What `title` says: one per code, never with details of the request. */
  readonly title: string;
  /** What to do about it, for the documentation. */
  readonly advice: string;
}
