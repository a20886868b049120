import type { IssueEntry } from "./issue-entry.ts";

const conflict = (entry: Omit<IssueEntry, "stage" | "problem">): IssueEntry => ({
  stage: "store",
  problem: "contract-conflict",
  ...entry,
});

/** Conflicts with earlier pushes. */
export const STORE_ISSUES = {
  "type-conflict": conflict({
    cause: "A metric of this name is pushed with another type, or another metric exposes this name.",
    fix: "Push the metric with the existing type, or rename it.",
    example: {
      after: [
        { path: "/metrics/job/backup/instance/a", payload: "# TYPE runs_total counter\nruns_total 3\n" },
      ],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: "# TYPE runs_total gauge\nruns_total 3\n",
    },
  }),
  "type-reserved": conflict({
    cause: "The Pushgateway exposes a metric of this name itself, with another type.",
    fix: "Rename the metric.",
    example: { payload: "# TYPE process_cpu_seconds_total gauge\nprocess_cpu_seconds_total 3\n" },
  }),
  "label-side-conflict": conflict({
    cause:
      "A series has the same label in the payload as another group of the job has in its grouping key, so that the two can be equal.",
    fix: "Put the label into the grouping key of both groups, or rename it in the payload.",
    example: {
      after: [{ path: "/metrics/job/backup/instance/a", payload: "queue_length 3\n" }],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: 'queue_length{instance="a"} 3\n',
    },
  }),
  "adopted-counter-value": conflict({
    cause: "An untyped sample is negative or NaN, and another push has the metric as a counter.",
    fix: "Push a number that is not negative, or rename the metric.",
    example: {
      after: [
        { path: "/metrics/job/backup/instance/a", payload: "# TYPE runs_total counter\nruns_total 3\n" },
      ],
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "*" }, metrics: ["*"] }]',
      payload: "runs_total -1\n",
    },
  }),
} as const satisfies Record<string, IssueEntry>;
