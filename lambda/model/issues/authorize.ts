import type { IssueEntry } from "./issue-entry.ts";

type Entry = Omit<IssueEntry, "stage" | "problem">;

const notGranted = (entry: Entry): IssueEntry => ({
  stage: "authorize",
  problem: "metrics-not-granted",
  ...entry,
});

const overLimit = (entry: Entry): IssueEntry => ({ stage: "authorize", problem: "limit-exceeded", ...entry });

/** Issues of metrics and labels that a client may not push. */
export const AUTHORIZE_ISSUES = {
  "metric-not-granted": notGranted({
    cause: "No grant of the client for this group allows the name of the metric.",
    fix: "Rename the metric to one of the patterns that detail names, or ask for a grant in proxy.yaml.",
    example: {
      client: 'grants: [{ methods: [PUT], job: backup, metrics: ["backup_*"] }]',
      payload: "queue_length 3\n",
    },
  }),
  "label-not-granted": notGranted({
    cause:
      "A label that grouping keys of this job can have, or that remote write adds, is set in the payload to a value that is not granted.",
    fix: "Leave the label out, rename it, or ask for a grant that lists it under grouping.",
    example: {
      client: 'grants: [{ methods: [PUT], job: backup, grouping: { "instance?": "a" }, metrics: ["*"] }]',
      payload: 'queue_length{instance="b"} 3\n',
    },
  }),
  "limit-families": overLimit({
    cause: "The push has more metric families than the client may push at a time.",
    fix: "Split the push over several groups, or ask for a higher limit families in proxy.yaml.",
    example: { client: "limits: { families: 1 }", payload: "a 1\nb 1\n" },
  }),
  "limit-series": overLimit({
    cause: "The push has more series than the client may push at a time.",
    fix: "Push fewer label values, split the push over several groups, or ask for a higher limit series in proxy.yaml.",
    example: { client: "limits: { series: 1 }", payload: 'a{b="1"} 1\na{b="2"} 1\n' },
  }),
  "limit-relayed-bytes": overLimit({
    cause: "The push has more bytes as it is relayed (protobuf) than the client may push at a time.",
    fix: "Shorten names, labels and HELP texts, split the push over several groups, or ask for a higher limit relayedBytes in proxy.yaml.",
    example: {
      client: "limits: { relayedBytes: 512 }",
      payload: `# HELP queue_length ${"Jobs that wait. ".repeat(40)}\nqueue_length 3\n`,
    },
  }),
  "limit-scraped-bytes": overLimit({
    cause: "Names and labels of all series have more bytes than the client may push at a time.",
    fix: "Shorten names and labels, push fewer series, or ask for a higher limit scrapedBytes in proxy.yaml.",
    example: {
      client: "limits: { scrapedBytes: 1024 }",
      payload: Array.from({ length: 40 }, (_, i) => `queue_length{queue="the queue number ${i}"} 3\n`).join(
        "",
      ),
    },
  }),
  "limit-series-bytes": overLimit({
    cause: "Name and labels of one series have more bytes than the client may push.",
    fix: "Shorten the labels of the series, or ask for a higher limit seriesBytes in proxy.yaml.",
    example: {
      client: "limits: { seriesBytes: 64 }",
      payload: `queue_length{queue="${"a".repeat(80)}"} 3\n`,
    },
  }),
  "limit-labels-per-series": overLimit({
    cause: "A series has more labels than the client may use.",
    fix: "Leave labels out, or ask for a higher limit labelsPerSeries in proxy.yaml.",
    example: { client: "limits: { labelsPerSeries: 1 }", payload: 'a{b="1",c="2"} 1\n' },
  }),
  "limit-native-buckets": overLimit({
    cause: "A native histogram has more buckets than the client may push.",
    fix: "Let the client library use a lower resolution or limit its buckets, or ask for a higher limit nativeBuckets in proxy.yaml.",
    example: {
      client: "limits: { nativeBuckets: 1 }",
      format: "protobuf",
      payload:
        'name: "h" type: HISTOGRAM metric { histogram { sample_count: 3 sample_sum: 1 schema: 3 positive_span { offset: 0 length: 2 } positive_delta: 2 positive_delta: -1 } }',
      notation: "prototext",
    },
  }),
  "limit-grouping-labels": overLimit({
    cause: "The path has more grouping labels beside job than the client may use.",
    fix: "Leave grouping labels out, or ask for a higher limit groupingLabels in proxy.yaml.",
    example: {
      client:
        'grants: [{ methods: [PUT], job: backup, grouping: { a: "*", b: "*" }, metrics: ["*"] }]\nlimits: { groupingLabels: 1 }',
      path: "/metrics/job/backup/a/1/b/2",
      payload: "queue_length 3\n",
    },
  }),
  "limit-name-length": overLimit({
    cause: "The name of a metric or label has more characters than the client may use.",
    fix: "Shorten the name, or ask for a higher limit nameLength in proxy.yaml.",
    example: { client: "limits: { nameLength: 10 }", payload: "queue_length 3\n" },
  }),
  "limit-label-value-length": overLimit({
    cause: "A label value, or a value in the path, has more characters than the client may use.",
    fix: "Shorten the value, or ask for a higher limit labelValueLength in proxy.yaml.",
    example: { client: "limits: { labelValueLength: 10 }", payload: 'a{b="0123456789a"} 1\n' },
  }),
  "limit-help-length": overLimit({
    cause: "A HELP text has more characters than the client may use.",
    fix: "Shorten the text, or ask for a higher limit helpLength in proxy.yaml.",
    example: {
      client: "limits: { helpLength: 10 }",
      payload: "# HELP queue_length Jobs that wait.\nqueue_length 3\n",
    },
  }),
} as const satisfies Record<string, IssueEntry>;
