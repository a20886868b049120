/** A request that a test sends, to compare the real answer with the document's. */
export interface ExampleRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "PATCH";
  readonly path: string;
  /** The client whose token is sent; undefined: none. */
  readonly client?: ExampleClient;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A request that must be sent before, so that this is the answer. */
  readonly after?: ExampleRequest;
  /** Sent to a proxy whose Pushgateway has never answered, or does not answer any more. */
  readonly pushgateway?: "never-there" | "away";
}

export type ExampleClient = "desktop-app" | "ci" | "impatient";

/** The configuration of the proxy that gives the answers. */
export const EXAMPLE_CONFIG = `
clients:
  - id: desktop-app
    grants:
      - methods: [PUT, POST, DELETE]
        job: desktop-app
        grouping: { "instance?": "*" }
        metrics: ["desktop_*"]
    limits: { bodyBytes: 4096, series: 2 }
  - id: ci
    grants: [{ methods: [PUT, POST], job: "ci-*", metrics: ["*"] }]
    limits: { groups: 1 }
  - id: impatient
    grants: [{ methods: [PUT], job: impatient, metrics: ["*"] }]
    limits: { rate: 1/m, burst: 1 }
issuers:
  - id: github
    issuer: https://token.actions.githubusercontent.com
    audience: pushgateway-proxy
    jwksUri: http://127.0.0.1:9/keys
    grants: [{ when: { repository_id: "123" }, methods: [PUT], job: ci, metrics: ["*"] }]
`;

const JOB = "/metrics/job/desktop-app";

/** A push of client desktop-app, unless told otherwise. */
export const examplePush = (changes: Partial<ExampleRequest> = {}): ExampleRequest => ({
  method: "PUT",
  path: JOB,
  client: "desktop-app",
  body: "# HELP desktop_start_seconds Time to start.\n# TYPE desktop_start_seconds gauge\ndesktop_start_seconds 1.5\n",
  ...changes,
});
