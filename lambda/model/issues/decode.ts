import type { IssueEntry } from "./issue-entry.ts";

type Entry = Omit<IssueEntry, "stage" | "problem">;

const unreadable = (entry: Entry): IssueEntry => ({
  stage: "decode",
  problem: "payload-unreadable",
  ...entry,
});

const warning = (entry: Entry): IssueEntry => ({ stage: "decode", problem: undefined, ...entry });

/** Issues of payloads that cannot be read. The parsers have the texts, since they know what was found at the place. */
export const DECODE_ISSUES = {
  "not-utf8": unreadable({
    cause: "The payload, or a string of it, is not valid UTF-8.",
    fix: "Encode names, label values and HELP texts as UTF-8.",
    example: { payload: "62617220ff0a", notation: "hex" },
  }),
  "newlines-lost": unreadable({
    cause:
      "The payload is one line with several statements in it, as curl -d sends a file, or has \\n in place of newlines.",
    fix: "Send the file unchanged: with curl, use --data-binary instead of -d. In a shell, write newlines with printf.",
    example: { payload: "# TYPE queue_length gaugequeue_length 3" },
  }),
  "metric-name-expected": unreadable({
    cause: "A line starts with something that is not a metric name.",
    fix: "Start the line with a name of letters, digits, _ and : that does not start with a digit.",
    example: { payload: "2xx_responses 3\n" },
  }),
  "metric-name-unfinished": unreadable({
    cause: "Something other than a blank or { follows the metric name.",
    fix: "Use only letters, digits, _ and : in the name, and put a blank before the value.",
    example: { payload: "queue-length 3\n" },
  }),
  "metric-name-missing": unreadable({
    cause: "A line starts with {, without a metric name before it.",
    fix: 'Write the name before the braces and without quotes, as in queue_length{queue="a"} 3.',
    example: { payload: '{"queue_length"} 3\n' },
  }),
  "comment-name-invalid": unreadable({
    cause: "HELP or TYPE is not followed by a metric name.",
    fix: "Write # HELP <name> <text> or # TYPE <name> <type>.",
    example: { payload: "# TYPE 1 gauge\n" },
  }),
  "help-escape-unknown": unreadable({
    cause: "A HELP text has a backslash that starts no known escape.",
    fix: "Write \\\\ for a backslash and \\n for a new line.",
    example: { payload: "# HELP a C:\\data\na 1\n" },
  }),
  "label-name-expected": unreadable({
    cause: "Inside the braces there is something that is not a label name.",
    fix: "Write a label name of letters, digits and _ that does not start with a digit.",
    example: { payload: 'queue_length{1="a"} 3\n' },
  }),
  "label-equals-expected": unreadable({
    cause: "A label name is not followed by =.",
    fix: 'Write label="value".',
    example: { payload: 'queue_length{queue:"a"} 3\n' },
  }),
  "label-quote-expected": unreadable({
    cause: "A label value does not start with a double quote.",
    fix: 'Write label="value", with double quotes.',
    example: { payload: "queue_length{queue='a'} 3\n" },
  }),
  "label-value-unfinished": unreadable({
    cause: "A label value does not end on its line.",
    fix: "Close it with a double quote, and write \\n for a new line in it.",
    example: { payload: 'queue_length{queue="a} 3\n' },
  }),
  "escape-unknown": unreadable({
    cause: "A label value has a backslash that starts no known escape.",
    fix: 'Write \\\\ for a backslash, \\" for a double quote and \\n for a new line.',
    example: { payload: 'disk_free_bytes{path="C:\\data"} 3\n' },
  }),
  "labels-unfinished": unreadable({
    cause: "A label value is not followed by a comma or }.",
    fix: "Put commas between labels, and close the braces.",
    example: { payload: 'queue_length{queue="a" 3\n' },
  }),
  "value-expected": unreadable({
    cause: "A line ends after the name and the labels.",
    fix: "Write the value after the series, separated by a blank.",
    example: { payload: "queue_length\n" },
  }),
  "value-invalid": unreadable({
    cause: "The value of a sample is not a number.",
    fix: "Write a number such as 12, 0.5, 1.2e9, +Inf or NaN, without a unit.",
    example: { payload: "backup_duration_seconds 12s\n" },
  }),
  "value-too-large": unreadable({
    cause: "The value of a sample is too large for a 64-bit float.",
    fix: "Write +Inf for infinity, or correct the value.",
    example: { payload: "queue_length 1e400\n" },
  }),
  "exemplar-unsupported": unreadable({
    cause: "A sample in the text format has an exemplar.",
    fix: "Leave the exemplar out, or send Content-Type: application/openmetrics-text.",
    example: { payload: 'runs_total 3 # {trace_id="1"} 1\n' },
  }),
  "timestamp-invalid": unreadable({
    cause: "Something that is not a timestamp follows the value.",
    fix: "Put each sample on its own line, and nothing after the value.",
    example: { payload: "queue_length 3 jobs\n" },
  }),
  "line-unfinished": unreadable({
    cause: "A line continues where it should end.",
    fix: "Put each sample on its own line.",
    example: { payload: "# TYPE queue_length gauge counter\n" },
  }),
  "exemplar-invalid": unreadable({
    cause: "An exemplar in OpenMetrics cannot be read.",
    fix: 'Write it as # {trace_id="1"} 0.5 after the value, or leave it out.',
    example: { format: "openmetrics", payload: "# TYPE runs counter\nruns_total 3 # 1\n# EOF\n" },
  }),
  "eof-missing": unreadable({
    cause: "A payload in OpenMetrics does not end with the line # EOF, so it may have been cut short.",
    fix: "Send the whole payload, with the line # EOF at its end.",
    example: { format: "openmetrics", payload: "queue_length 3\n" },
  }),
  "text-after-eof": unreadable({
    cause: "Something follows the line # EOF of a payload in OpenMetrics.",
    fix: "Move the line # EOF to the end, and send it once.",
    example: { format: "openmetrics", payload: "# EOF\nqueue_length 3\n" },
  }),
  "json-invalid": unreadable({
    cause: "The payload is not JSON.",
    fix: "Correct the syntax at the place that detail names.",
    example: { format: "json", payload: '{"queue_length": 3,}' },
  }),
  "key-forbidden": unreadable({
    cause: "A JSON object has a key that can change what other keys mean, such as __proto__.",
    fix: "Rename or remove the key.",
    example: { format: "json", payload: '{"__proto__": 1}' },
  }),
  "wire-type-wrong": unreadable({
    cause: "A protobuf field has another wire type than the schema gives it.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily.",
    example: { format: "protobuf", payload: "020801", notation: "hex" },
  }),
  "wire-type-unsupported": unreadable({
    cause: "A protobuf field has a wire type other than 0, 1, 2 and 5.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily, without groups.",
    example: { format: "protobuf", payload: "017b", notation: "hex" },
  }),
  "field-number-invalid": unreadable({
    cause: "A protobuf field has the number 0.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily, uncompressed or with its Content-Encoding.",
    example: { format: "protobuf", payload: "020001", notation: "hex" },
  }),
  "message-truncated": unreadable({
    cause: "A protobuf message, string or number is longer than the bytes that are left for it.",
    fix: "Send the payload whole, with the length of each message before it.",
    example: { format: "protobuf", payload: "0a0a0161", notation: "hex" },
  }),
  "number-too-long": unreadable({
    cause: "A protobuf number has more than 64 bits.",
    fix: "Send length-delimited messages of io.prometheus.client.MetricFamily.",
    example: { format: "protobuf", payload: "ffffffffffffffffffffff01", notation: "hex" },
  }),
} as const satisfies Record<string, IssueEntry>;

/** Notes about what was accepted or left out. */
export const DECODE_WARNINGS = {
  "payload-empty": warning({
    cause:
      "The payload has no metrics: PUT leaves the group without metrics, POST only renews its push time.",
    fix: "Send metrics, or DELETE the group to remove it.",
    example: { payload: "" },
  }),
  "byte-order-mark": warning({
    cause: "The payload starts with a byte order mark, which was ignored.",
    fix: "Write the file as UTF-8 without a byte order mark.",
    example: { payload: "\ufeffqueue_length 3\n" },
  }),
  "final-newline-missing": warning({
    cause: "The last line has no newline at its end. It was read, but it may have been cut short.",
    fix: "End the payload with a newline.",
    example: { payload: "queue_length 3" },
  }),
  "carriage-returns": warning({
    cause: "Lines end with a carriage return, which was ignored.",
    fix: "End lines with only a line feed.",
    example: { payload: "queue_length 3\r\n" },
  }),
  "trailing-blanks": warning({
    cause: "Lines end with blanks, which were ignored.",
    fix: "Remove the blanks.",
    example: { payload: "queue_length 3 \n" },
  }),
  "type-unknown-as-untyped": warning({
    cause: "A TYPE of the text format is unknown, which only OpenMetrics has. It was read as untyped.",
    fix: "Write untyped, or better the type that the metric has.",
    example: { payload: "# TYPE queue_length unknown\nqueue_length 3\n" },
  }),
  "empty-lines": warning({
    cause: "A payload in OpenMetrics has empty lines, which were ignored.",
    fix: "Remove the empty lines.",
    example: { format: "openmetrics", payload: "queue_length 3\n\n# EOF\n" },
  }),
  comments: warning({
    cause: "A payload in OpenMetrics has comments other than HELP, TYPE, UNIT and EOF, which were ignored.",
    fix: "Remove the comments.",
    example: { format: "openmetrics", payload: "# made by a script\nqueue_length 3\n# EOF\n" },
  }),
  "unit-not-in-name": warning({
    cause: "The name of a metric in OpenMetrics does not end with its UNIT. The unit was left out.",
    fix: "End the name with the unit, as in backup_duration_seconds.",
    example: {
      format: "openmetrics",
      payload: "# TYPE backup_duration gauge\n# UNIT backup_duration seconds\nbackup_duration 3\n# EOF\n",
    },
  }),
} as const satisfies Record<string, IssueEntry>;
