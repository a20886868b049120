import { HEALTHY_RESPONSE, type RouteKind } from "../../../infra/routes.ts";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { PROTOBUF_FORM } from "../../../lambda/page/protobuf-form.ts";
import { TEXT_FORM } from "../../../lambda/page/text-form.ts";
import { PROBLEM_JSON } from "../../../lambda/respond/problem.ts";
import { ALLOWED_METHODS } from "../../../lambda/respond/refusal-headers.ts";
import { CODE_PLACES, GATEWAY_CODES } from "./code-places.ts";
import { toExampleProblem } from "./example-problem.ts";
import { PROBLEM_EXAMPLES } from "./examples.ts";
import type { JsonObject } from "./json.ts";
import { ref } from "./json.ts";
import { SUMMARY_EXAMPLES } from "./summary-examples.ts";

const REQUEST_ID = { "x-amzn-RequestId": ref("headers", "RequestId") };

const RETRY_AFTER = {
  description: "Seconds to wait.",
  required: true,
  schema: { type: "string", pattern: "^[0-9]+$" },
} as const;

/** `components.headers`. */
export const HEADERS: JsonObject = {
  RequestId: {
    description: "The id of this request, with which the operator of the proxy finds it.",
    required: true,
    schema: { type: "string" },
  },
  Challenge: {
    description: "Both ways to send a credential.",
    required: true,
    schema: { type: "string", pattern: "^Basic .*Bearer " },
  },
  RetryAfter: RETRY_AFTER,
  Allow: {
    description: "The methods that the path takes.",
    required: true,
    schema: { enum: [ALLOWED_METHODS, "GET"] },
  },
};

const HEADERS_OF_STATUS: Readonly<Record<number, JsonObject>> = {
  401: { "WWW-Authenticate": ref("headers", "Challenge") },
  405: { Allow: ref("headers", "Allow") },
  429: { "Retry-After": ref("headers", "RetryAfter") },
  503: { "Retry-After": ref("headers", "RetryAfter") },
};

/** Waiting does not help with a page that is too large. */
const RETRY_AFTER_OF_READS = {
  "Retry-After": {
    ...RETRY_AFTER,
    description: "Seconds to wait. Not with `page-too-large`.",
    required: false,
  },
};

const toHeaders = (status: number, codes: readonly ProblemCode[]): JsonObject => ({
  ...REQUEST_ID,
  ...(codes.includes("page-too-large") ? RETRY_AFTER_OF_READS : HEADERS_OF_STATUS[status]),
});

const CODES = Object.keys(CATALOGUE) as ProblemCode[];

const codesOf = (place: RouteKind | "elsewhere"): readonly ProblemCode[] =>
  CODES.filter((code) => CODE_PLACES[code].includes(place));

const groupByStatus = (
  codes: readonly ProblemCode[],
): readonly (readonly [number, readonly ProblemCode[]])[] =>
  Object.entries(Object.groupBy(codes, (code) => CATALOGUE[code].status)).map(([status, group]) => [
    Number(status),
    group,
  ]);

const toRefusal = (status: number, codes: readonly ProblemCode[]): JsonObject => ({
  description: codes
    .map((code) => `\`${code}\`: ${CATALOGUE[code].title}. ${CATALOGUE[code].advice}`)
    .join("\n\n"),
  headers: toHeaders(status, codes),
  content: {
    [PROBLEM_JSON]: {
      schema: {
        allOf: [
          ref("schemas", "Problem"),
          { type: "object", properties: { status: { const: status }, code: { enum: codes } } },
        ],
      },
      examples: Object.fromEntries(codes.map((code) => [code, toExample(code)])),
    },
    ...(codes.some((code) => !GATEWAY_CODES.has(code)) && {
      "text/plain": {
        schema: {
          type: "string",
          description: "With Accept: text/plain, `<code>: <detail>` and one line for each issue.",
        },
      },
    }),
  },
});

const toExample = (code: ProblemCode): JsonObject => {
  const { about } = PROBLEM_EXAMPLES[code];
  return { summary: about, value: toExampleProblem(code) };
};

const nameOf = (place: string, status: number): string => `${place}-${status}`;

const PLACES = ["push", "delete", "page", "group", "ready", "healthy", "elsewhere"] as const;

/** `components.responses`: the refusals of each kind of operation, and those for other paths and methods. */
export const REFUSALS: JsonObject = Object.fromEntries(
  PLACES.flatMap((place) =>
    groupByStatus(codesOf(place)).map(
      ([status, codes]) => [nameOf(place, status), toRefusal(status, codes)] as const,
    ),
  ),
);

const text = (description: string, example: string): JsonObject => ({
  description,
  headers: REQUEST_ID,
  content: { "text/plain": { schema: { type: "string" }, example } },
});

const summary = (description: string, statuses: readonly string[]): JsonObject => ({
  description,
  headers: REQUEST_ID,
  content: {
    "application/json": {
      schema: {
        allOf: [ref("schemas", "Summary"), { type: "object", properties: { status: { enum: statuses } } }],
      },
      examples: Object.fromEntries(
        Object.entries(SUMMARY_EXAMPLES)
          .filter(([, { value }]) => statuses.includes(value.status))
          .map(([name, { about, value }]) => [name, { summary: about, value: { ...value } }]),
      ),
    },
    "text/plain": {
      schema: {
        type: "string",
        description: "With Accept: text/plain, one line, and one more for each warning.",
      },
    },
  },
});

const exposition = (description: string): JsonObject => ({
  description,
  headers: REQUEST_ID,
  content: Object.fromEntries(
    [TEXT_FORM, PROTOBUF_FORM].map(({ contentType }) => [contentType, { schema: { type: "string" } }]),
  ),
});

const SUCCESSES: Readonly<Record<RouteKind, JsonObject>> = {
  push: {
    200: summary("Pushed, or with dry_run valid.", ["pushed", "valid"]),
    202: summary("Stored while the Pushgateway cannot be reached. It gets the push later.", ["stored"]),
  },
  delete: { 202: summary("Deleted, or there was no such group.", ["deleted"]) },
  page: { 200: exposition("The whole page. It is never cut short.") },
  group: { 200: exposition("The group, with the labels of its key.") },
  ready: { 200: text("The Pushgateway answers, or without one the store.", "ready\n") },
  healthy: { 200: text("The API answers.", HEALTHY_RESPONSE.template) },
};

/** `responses` of an operation. */
export const responsesOf = (kind: RouteKind): JsonObject => ({
  ...SUCCESSES[kind],
  ...Object.fromEntries(
    groupByStatus(codesOf(kind)).map(([status]) => [String(status), ref("responses", nameOf(kind, status))]),
  ),
});
