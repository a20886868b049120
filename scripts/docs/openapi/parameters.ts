import { MAX_PATH_BYTES } from "../../../lambda/request/parse-grouping-key.ts";
import type { JsonObject } from "./json.ts";
import { LABEL_NAME_PATTERN } from "./schemas.ts";

/** A value contains no control characters. */
const VALUE: JsonObject = {
  type: "string",
  minLength: 1,
  pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
  not: { enum: [".", ".."] },
};

const BASE64: JsonObject = {
  type: "string",
  pattern: "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2,3})?={0,2}$",
  minLength: 1,
};

const inPath = (name: string, description: string, schema: JsonObject, example: string): JsonObject => ({
  name,
  in: "path",
  required: true,
  description,
  schema,
  example,
});

const JOB = "The job, percent-encoded; %2F is a slash inside it.";
const PAIRS = `More pairs of label and value may follow, in any order; the whole path may have ${MAX_PATH_BYTES} bytes.`;

/** `components.parameters`. */
export const PARAMETERS: JsonObject = {
  Job: inPath("job", JOB, VALUE, "desktop-app"),
  JobBase64: inPath(
    "job",
    "The job in base64 of the URL-safe alphabet, with or without padding.",
    BASE64,
    "ZGVza3RvcC1hcHA",
  ),
  Label: inPath(
    "label",
    `The name of a grouping label. ${PAIRS}`,
    {
      type: "string",
      pattern: LABEL_NAME_PATTERN,
      not: { anyOf: [{ enum: ["job", "le", "quantile"] }, { pattern: "^__" }] },
    },
    "instance",
  ),
  Value: inPath("value", "Its value, percent-encoded.", VALUE, "laptop-7"),
  ValueBase64: inPath(
    "value",
    "Its value in base64 of the URL-safe alphabet, with or without padding; `=` alone is the empty value.",
    BASE64,
    "bGFwdG9wLzc",
  ),
  DryRun: {
    name: "dry_run",
    in: "query",
    description: "Checks the push and does not store it. Any other query parameter is refused.",
    schema: { type: "boolean", default: false },
  },
  JobPattern: {
    name: "job",
    in: "query",
    description:
      "Only groups whose job matches: `*` matches any characters. May be given up to 20 times; one of them must match.",
    schema: { type: "array", items: { type: "string", minLength: 1 }, maxItems: 20 },
    explode: true,
  },
  ContentEncoding: {
    name: "Content-Encoding",
    in: "header",
    description: "How the body is compressed. `snappy` is the framed format.",
    schema: { type: "string", enum: ["identity", "gzip", "zstd", "snappy"], default: "identity" },
  },
};
