import { describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { sample, sampleFamily } from "../support/expositions.ts";
import { type RequestParts, request } from "../support/hostile/requests.ts";
import { expectRefused, type HostileCase } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";
import { double, family, message, metric, text } from "../support/protobuf-fields.ts";
import { sendRaw } from "../support/raw-http.ts";
import { writeJson, writeOpenMetrics, writeText } from "../support/write-expositions.ts";

const group = (name: string, path: string, parts: RequestParts = {}): HostileCase => [
  name,
  request(path, parts),
  403,
  "group-not-granted",
];

const GROUPS: readonly HostileCase[] = [
  group("a job one letter shorter", "/metrics/job/ap"),
  group("a job one letter longer", "/metrics/job/appx"),
  group("a job with a letter in front", "/metrics/job/xapp"),
  group("a job in capitals", "/metrics/job/APP"),
  group("a job with a blank behind", "/metrics/job/app%20"),
  group("a job with a blank in front", "/metrics/job/%20app"),
  group("a job with a plus", "/metrics/job/app+"),
  group("a job with a slash", "/metrics/job/app%2F"),
  group("a job with a slash that looks like a label", "/metrics/job/app%2Finstance%2Fx"),
  group("a job percent-encoded twice", "/metrics/job/%2561pp"),
  group("a job of look-alike letters", "/metrics/job/%D0%B0pp"),
  group("a job with a character without width", "/metrics/job/app%E2%80%8B"),
  group("a job with a combining accent", "/metrics/job/app%CC%81"),
  group("a job that is a star", "/metrics/job/*"),
  group("a job that is a regular expression", "/metrics/job/app%7C.*"),
  group("a job with a question mark, encoded", "/metrics/job/app%3F"),
  group("a job with a number sign, encoded", "/metrics/job/app%23"),
  group("a job with a backslash", "/metrics/job/app%5C"),
  group("a job with a parameter", "/metrics/job/app;x=1"),
  group("a job that is a path of dots in base64", "/metrics/job@base64/Li4"),
  group("another job as base64", "/metrics/job@base64/b3RoZXI="),
  group("the job's base64 without saying so", "/metrics/job/YXBw"),
  group("__proto__ as the job", "/metrics/job/__proto__"),
  group("constructor as the job", "/metrics/job/constructor"),
  group("the job's name as a label", "/metrics/job/other/instance/app"),
  group("a job between a pattern's ends, but not both", "/metrics/job/batch-x/shard/s1"),
  group("a job with the pattern's ends overlapping", "/metrics/job/batch-end/shard/s1"),
  group("a job with something behind the pattern", "/metrics/job/batch-x-end-y/shard/s1"),
  group("a label that the pattern needs is missing", "/metrics/job/batch-x-end"),
  group("a label that the pattern needs is empty", "/metrics/job/batch-x-end/shard@base64/="),
  group("a question mark is no wildcard", "/metrics/job/batch-x-end/shard/s1"),
  group("a method that this grant has not", "/metrics/job/batch-x-end/shard/s%3F", {
    method: "POST",
    body: "batch_total 1\n",
  }),
  group("a label that is not granted", "/metrics/job/app/env/x"),
  group("a label that is not granted, beside one that is", "/metrics/job/app/instance/a/env/x"),
  group("a label that is not granted, as base64", "/metrics/job/app/env@base64/eA"),
  group("a label in capitals", "/metrics/job/app/Instance/x"),
  group("__proto as a label", "/metrics/job/app/constructor/x"),
  group("a value outside the pattern", "/metrics/job/app/zone/us-1"),
  group("a value one letter short of the pattern", "/metrics/job/app/zone/eu"),
  group("a value with something in front of the pattern", "/metrics/job/app/zone/xeu-1"),
  group("a value in capitals", "/metrics/job/app/zone/EU-1"),
  group("a value outside the pattern, as base64", "/metrics/job/app/zone@base64/dXMtMQ"),
  group("a value with the pattern behind a blank", "/metrics/job/app/zone/%20eu-1"),
  group("somebody else's job", "/metrics/job/omega-secret-job", { body: "omega_secret_x 1\n" }),
  group("somebody else's job, deleted", "/metrics/job/omega-secret-job", { method: "DELETE" }),
  group("a DELETE without the right", "/metrics/job/app", { method: "DELETE" }),
  group("a DELETE without the right, with a body", "/metrics/job/app", { method: "DELETE", body: "x" }),
  group("a PUT with a right to DELETE only", "/metrics/job/app", { as: "remover" }),
  group("a POST with a right to DELETE only", "/metrics/job/app", { method: "POST", as: "remover" }),
  group("a DELETE of another job", "/metrics/job/other", { method: "DELETE", as: "remover" }),
  group("a DELETE of a key with labels", "/metrics/job/app/instance/x", { method: "DELETE", as: "remover" }),
  group("a push by who may only check", "/metrics/job/check", { as: "checker" }),
  group("dry_run=false by who may only check", "/metrics/job/check?dry_run=false", { as: "checker" }),
  group("a dry run of another job", "/metrics/job/other?dry_run=true", { as: "checker" }),
  group("a dry run by another method", "/metrics/job/check?dry_run=true", { as: "checker", method: "POST" }),
  group("a group whose body is a bomb", "/metrics/job/other", {
    headers: ["Content-Encoding: gzip"],
    body: "\x1f\x8b",
  }),
];

const metrics = (name: string, body: string): HostileCase => [
  name,
  request("/metrics/job/app", { body }),
  403,
  "metrics-not-granted",
];

const METRICS: readonly HostileCase[] = [
  metrics("another name", "other_x 1\n"),
  metrics("a name without its last letter", "app 1\n"),
  metrics("a name with a letter in front", "xapp_x 1\n"),
  metrics("a name in capitals", "APP_x 1\n"),
  metrics("a name with something behind an exact one", "http_requests_totals 1\n"),
  metrics("the beginning of an exact one", "http_requests 1\n"),
  metrics("one of two", "app_x 1\nother_x 1\n"),
  metrics(
    "the last of many",
    `${Array.from({ length: 50 }, (_, index) => `app_${index} 1\n`).join("")}other 1\n`,
  ),
  metrics("somebody else's", "omega_x 1\n"),
  metrics("__proto as a name", "constructor 1\n"),
  metrics(
    "a histogram of another name",
    '# TYPE other histogram\nother_bucket{le="+Inf"} 1\nother_sum 1\nother_count 1\n',
  ),
  metrics("a body label outside the grant's pattern", 'app_x{zone="us-1"} 1\n'),
  metrics(
    "a body label outside the grant's pattern on one of two series",
    'app_x{zone="eu-1"} 1\napp_x{zone="us-1"} 1\n',
  ),
  metrics("the label by which a shared receiver of remote write knows us", 'app_x{deployment="this"} 1\n'),
  metrics("the label by which it knows another deployment", 'app_x{deployment="other"} 1\n'),
];

const PROTOBUF_TYPE =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const FORMATS: readonly [name: string, contentType: string, write: (label: string) => string | Uint8Array][] =
  [
    ["text", "text/plain", (label) => writeText(labelled(label))],
    ["OpenMetrics", "application/openmetrics-text", (label) => writeOpenMetrics(labelled(label))],
    ["JSON", "application/json", (label) => writeJson(labelled(label))],
    ["protobuf", PROTOBUF_TYPE, (label) => toProtobuf(label)],
  ];

const labelled = (label: string): readonly MetricFamily[] => [
  sampleFamily("gauge", "app_x", [sample(1, { [label]: "v" })], "x"),
];

const toProtobuf = (label: string): Uint8Array =>
  family("app_x", 1, metric(message(1, text(1, label), text(2, "v")), message(2, double(1, 1))));

/** The grant of `wide` makes `a` a label of every job's grouping keys. The grant of `app` does not list it. */
const LABELS: readonly HostileCase[] = FORMATS.flatMap(([name, contentType, write]) =>
  ["/metrics/job/app", "/metrics/job/app/instance/x"].map(
    (path): HostileCase => [
      `${name} with a label of another's groups, to ${path}`,
      request(path, { headers: [`Content-Type: ${contentType}`], body: write("a") }),
      403,
      "metrics-not-granted",
    ],
  ),
);

const QUERIES: readonly HostileCase[] = [
  ...[
    "dryrun=true",
    "dry-run=true",
    "dryRun=true",
    "dry_run=true&verbose",
    "%64ryrun=true",
    "=true",
    "__proto__=1",
  ].map((query): HostileCase => [`?${query}`, request(`/metrics/job/app?${query}`), 400, "query-invalid"]),
  ...[
    "1",
    "TRUE",
    "True",
    "yes",
    "",
    "true%20",
    "true,false",
    "%00",
    "truе",
    "tru%D0%B5",
    "0",
    "null",
    "true%0a",
  ].map(
    (value): HostileCase => [
      `dry_run=${value}`,
      request(`/metrics/job/app?dry_run=${value}`),
      400,
      "query-invalid",
    ],
  ),
  ["dry_run without a value", request("/metrics/job/app?dry_run"), 400, "query-invalid"],
  ["dry_run twice", request("/metrics/job/app?dry_run=true&dry_run=false"), 400, "query-invalid"],
  [
    "dry_run twice with the same value",
    request("/metrics/job/app?dry_run=true&dry_run=true"),
    400,
    "query-invalid",
  ],
  [
    "dry_run twice, once encoded",
    request("/metrics/job/app?dry_run=true&%64ry_run=false"),
    400,
    "query-invalid",
  ],
  [
    "dry_run of a DELETE",
    request("/metrics/job/j?dry_run=true", { method: "DELETE", as: "wide" }),
    400,
    "query-invalid",
  ],
];

const TYPES: readonly HostileCase[] = [
  ...[
    "application/xml",
    "text/html",
    "text/csv",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "application/x-protobuf",
    "application/vnd.google.protobuf",
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text",
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=compact-text",
    "application/vnd.google.protobuf; proto=other; encoding=delimited",
    "application/vnd.google.protobuf; encoding=delimited",
    "application/openmetrics-text; version=2.0.0",
    "application/json, text/plain",
    "text/plain, application/json",
    "text",
    "*/*",
    "text/*",
    "application/jsonp",
    "text/plain/x",
    "__proto__",
    `application/${"x".repeat(5_000)}`,
  ].map(
    (type): HostileCase => [
      `Content-Type ${type.slice(0, 60)}`,
      request("/metrics/job/app", { headers: [`Content-Type: ${type}`] }),
      415,
      "content-type-unsupported",
    ],
  ),
  [
    "two types",
    request("/metrics/job/app", { headers: ["Content-Type: text/plain", "Content-Type: application/json"] }),
    415,
    "content-type-unsupported",
  ],
  [
    "two types in names that differ in case",
    request("/metrics/job/app", { headers: ["Content-Type: text/plain", "content-type: application/json"] }),
    415,
    "content-type-unsupported",
  ],
  ...[
    "br",
    "deflate",
    "compress",
    "gzip, gzip",
    "gzip,identity",
    "identity, gzip",
    "x-snappy-framed",
    "lz4",
    "aws-chunked",
    "*",
    "none",
    "gzip;q=1",
    "utf-8",
    "__proto__",
    "toString",
  ].map(
    (encoding): HostileCase => [
      `Content-Encoding ${encoding}`,
      request("/metrics/job/app", { headers: [`Content-Encoding: ${encoding}`] }),
      415,
      "content-encoding-unsupported",
    ],
  ),
  [
    "two encodings",
    request("/metrics/job/app", { headers: ["Content-Encoding: gzip", "Content-Encoding: zstd"] }),
    415,
    "content-encoding-unsupported",
  ],
];

describe("hostile pushes near the limits of a grant", () => {
  const target = withTarget();

  it.each(GROUPS)("a group: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(METRICS)("metrics: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(LABELS)("a body: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(FORMATS)("%s may set labels that are in no grouping key", async (_name, contentType, write) => {
    const parts = { headers: [`Content-Type: ${contentType}`], body: write("plain") };
    const push = request("/metrics/job/app", parts)(target()) as Uint8Array;
    expect(await sendRaw(target().url, push)).toMatchObject([{ status: 200 }]);
  });
  it.each(QUERIES)("a query: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(TYPES)("a header: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
});
