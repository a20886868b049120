import { TEXT_TYPES } from "../../../lambda/decode/text/types.ts";
import { ISSUE_CATALOGUE } from "../../../lambda/issue-catalogue.ts";
import { CATALOGUE } from "../../../lambda/model/catalogue.ts";
import { MAX_REPORTED_ISSUES } from "../../../lambda/model/issue.ts";
import type { JsonObject } from "./json.ts";
import { ref } from "./json.ts";

const METRIC_NAME = "^[a-zA-Z_:][a-zA-Z0-9_:]*$";
export const LABEL_NAME_PATTERN = "^[a-zA-Z_][a-zA-Z0-9_]*$";
const NUMBER_TEXT = "^([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?|[+-]?Inf|NaN)$";

const object = (properties: JsonObject, required: readonly string[], more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
  ...more,
});

const COUNT: JsonObject = { type: "integer", minimum: 0 };
const TEXT: JsonObject = { type: "string" };

const ISSUE = object(
  {
    code: {
      type: "string",
      enum: Object.keys(ISSUE_CATALOGUE),
      description: "Never changes its meaning; see docs/errors.md and docs/rules.md.",
    },
    line: { type: "integer", minimum: 1, description: "Only for payloads with lines." },
    column: { type: "integer", minimum: 1, description: "In characters." },
    pointer: {
      type: "string",
      description: "Into JSON (RFC 6901), or `/<family>/metric/<metric>` into protobuf.",
    },
    family: { type: "string", description: "The metric family or the sample with the issue." },
    detail: { type: "string", description: "What is wrong and how to fix it." },
  },
  ["code", "detail"],
  { description: "One issue of a payload. As a warning it does not refuse the push." },
);

const PROBLEM = object(
  {
    type: { type: "string", format: "uri", description: "`urn:pushgateway-proxy:problem:<code>`" },
    title: { type: "string", description: "That of the code." },
    status: { type: "integer", description: "That of the code." },
    detail: { type: "string", description: "What went wrong in this request, and how to fix it." },
    instance: { type: "string", description: "The request id, as in the header x-amzn-RequestId." },
    code: {
      type: "string",
      enum: Object.keys(CATALOGUE),
      description: "Never changes its meaning and never its status.",
    },
    errors: {
      type: "array",
      items: ref("schemas", "Issue"),
      maxItems: MAX_REPORTED_ISSUES,
      description: "The first issues of the payload.",
    },
    total: { type: "integer", minimum: 1, description: "How many issues there are in all." },
  },
  ["type", "title", "status", "detail", "instance", "code"],
  { description: "Why a request was refused: RFC 9457, with a stable code." },
);

const SUMMARY = object(
  {
    status: {
      type: "string",
      enum: ["pushed", "stored", "deleted", "valid"],
      description:
        "`stored`: the Pushgateway does not have the push yet, and gets it later. `valid`: a dry run that would have been pushed.",
    },
    families: { ...COUNT, description: "Families of the push. Missing for a DELETE." },
    series: {
      ...COUNT,
      description:
        "Series of the push as Prometheus counts them: a histogram has several. Missing for a DELETE.",
    },
    requestId: { type: "string", description: "As in the header x-amzn-RequestId." },
    warnings: { type: "array", items: ref("schemas", "Issue"), maxItems: 20 },
    totalWarnings: { ...COUNT, description: "Only if there are more than `warnings` holds." },
  },
  ["status", "requestId", "warnings"],
);

const NUMBER: JsonObject = {
  anyOf: [
    { type: "number" },
    {
      type: "string",
      pattern: NUMBER_TEXT,
      description: "Numbers as the Pushgateway writes them, including `+Inf` and `NaN`.",
    },
  ],
};

const NUMBERS: JsonObject = {
  type: "object",
  propertyNames: { pattern: NUMBER_TEXT },
  additionalProperties: ref("schemas", "Number"),
};

const LABELS: JsonObject = {
  type: "object",
  additionalProperties: TEXT,
  description: "Label names and values. A label with an empty value is the same as a missing one.",
};

const metric = (properties: JsonObject, required: readonly string[]): JsonObject =>
  object({ labels: ref("schemas", "Labels"), ...properties }, required);

const VALUE = ref("schemas", "Number");

const SECONDS: JsonObject = {
  anyOf: [{ type: "number" }, { type: "string", pattern: "^-?[0-9]+([.][0-9]+)?$" }],
  description: "Seconds since 1970-01-01 UTC, as a string with up to nine decimal places.",
};

const EXEMPLAR = object({ labels: LABELS, value: VALUE, timestamp: SECONDS }, ["value"], {
  description:
    "An example of the observations. Names and values of its labels have at most 128 characters together.",
});

const WHOLE: JsonObject = {
  anyOf: [{ type: "integer" }, { type: "string", pattern: "^-?[0-9]{1,20}$" }],
  description: "Write numbers above 2^53 as a string, because many JSON parsers round them.",
};

const SPANS: JsonObject = {
  type: "array",
  items: object({ offset: { type: "integer" }, length: { type: "integer", minimum: 0 } }, [
    "offset",
    "length",
  ]),
  description:
    "Buckets in a row: `offset` is the distance from the end of the previous span, for the first span from the bucket that ends at 1.",
};

const DELTAS: JsonObject = {
  type: "array",
  items: WHOLE,
  description: "For an integer histogram: the count of each bucket minus that of the bucket before it.",
};

const COUNTS: JsonObject = {
  type: "array",
  items: VALUE,
  description: "For a float histogram: the count of each bucket.",
};

const NATIVE = object(
  {
    schema: { type: "integer", minimum: -4, maximum: 8 },
    zero_threshold: VALUE,
    zero_count: VALUE,
    positive_spans: SPANS,
    positive_deltas: DELTAS,
    positive_counts: COUNTS,
    negative_spans: SPANS,
    negative_deltas: DELTAS,
    negative_counts: COUNTS,
  },
  ["schema"],
  {
    description:
      "The native buckets of a histogram, named as in client_model's metrics.proto. They may be alone or beside classic ones. The histogram has a `count` then.",
  },
);

const METRIC: JsonObject = {
  anyOf: [
    metric({ value: VALUE, exemplar: ref("schemas", "Exemplar"), created: SECONDS }, ["value"]),
    metric(
      {
        buckets: NUMBERS,
        bucket_exemplars: {
          type: "object",
          propertyNames: { pattern: NUMBER_TEXT },
          additionalProperties: ref("schemas", "Exemplar"),
          description: "The keys are the upper bounds of buckets.",
        },
        native: ref("schemas", "NativeBuckets"),
        exemplars: {
          type: "array",
          items: ref("schemas", "Exemplar"),
          description: "Of the native histogram, with timestamps.",
        },
        count: VALUE,
        sum: VALUE,
        created: SECONDS,
      },
      [],
    ),
    metric({ quantiles: NUMBERS, count: VALUE, sum: VALUE, created: SECONDS }, []),
  ],
  description:
    "Has a value, or is a histogram (`buckets`, `native`), or of a summary (`quantiles`). `exemplar` and `created` are for counters.",
};

const FAMILY = object(
  {
    name: { type: "string", description: "Letters, digits, _ and :, without a digit at the start." },
    help: TEXT,
    type: {
      type: "string",
      enum: [...TEXT_TYPES.keys()],
      default: "untyped",
      description: "In upper or lower case.",
    },
    unit: TEXT,
    metrics: { type: "array", items: ref("schemas", "Metric") },
    time_stamp: { description: "As in the Pushgateway's own API. It is ignored." },
  },
  ["name", "metrics"],
);

/** `components.schemas`. */
export const SCHEMAS: JsonObject = {
  Problem: PROBLEM,
  Issue: ISSUE,
  Summary: SUMMARY,
  Exposition: {
    anyOf: [
      {
        type: "array",
        items: ref("schemas", "Family"),
        description: "As in the Pushgateway's own API and prom2json.",
      },
      {
        type: "object",
        propertyNames: { pattern: METRIC_NAME },
        additionalProperties: ref("schemas", "Number"),
        description: "The short form: names and values of gauges.",
      },
    ],
  },
  Family: FAMILY,
  Metric: METRIC,
  Exemplar: EXEMPLAR,
  NativeBuckets: NATIVE,
  Labels: LABELS,
  Number: NUMBER,
};
