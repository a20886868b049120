import { type ExampleRequest, examplePush } from "./example-request.ts";
import { REQUEST_ID } from "./examples.ts";

export interface SummaryExample {
  readonly about: string;
  readonly request: ExampleRequest;
  readonly value: {
    readonly status: "pushed" | "stored" | "deleted" | "valid";
    readonly families?: number;
    readonly series?: number;
    readonly requestId: string;
    readonly warnings: readonly { readonly code: string; readonly detail: string }[];
  };
}

const done = (status: "pushed" | "stored" | "valid", size: number): SummaryExample["value"] => ({
  status,
  families: size,
  series: size,
  requestId: REQUEST_ID,
  warnings: [],
});

/** The results of a push, which are also compared with the local gateway's answers. */
export const SUMMARY_EXAMPLES: Readonly<Record<string, SummaryExample>> = {
  pushed: { about: "PUT /metrics/job/desktop-app", request: examplePush(), value: done("pushed", 1) },
  valid: {
    about: "PUT /metrics/job/desktop-app?dry_run=true",
    request: examplePush({ path: "/metrics/job/desktop-app?dry_run=true" }),
    value: done("valid", 1),
  },
  stored: {
    about: "PUT /metrics/job/desktop-app while the Pushgateway is down",
    request: examplePush({ pushgateway: "away" }),
    value: done("stored", 1),
  },
  empty: {
    about: "PUT /metrics/job/desktop-app with an empty body",
    request: examplePush({ body: "" }),
    value: {
      ...done("pushed", 0),
      warnings: [
        {
          code: "payload-empty",
          detail:
            "the payload has no metrics: PUT leaves the group without metrics, POST only renews its push time; to delete the group, send DELETE",
        },
      ],
    },
  },
  deleted: {
    about: "DELETE /metrics/job/desktop-app",
    request: { method: "DELETE", path: "/metrics/job/desktop-app", client: "desktop-app" },
    value: { status: "deleted", requestId: REQUEST_ID, warnings: [] },
  },
};
