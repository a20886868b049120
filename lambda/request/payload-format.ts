import { quote } from "../model/issue.ts";
import type { ExpositionFormat } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";

/** As the Go and Java clients send it (prometheus/common expfmt, `ProtoFmt`). */
export const DELIMITED_PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const SUPPORTED = `text/plain, application/openmetrics-text, application/json and ${DELIMITED_PROTOBUF}, or no Content-Type for text`;

/** Which decoder a Content-Type asks for. None at all, and what curl sends by itself, mean the text format. */
export const parsePayloadFormat = (contentType = ""): Result<ExpositionFormat, Refusal> => {
  const { mediaType, parameters } = parseContentType(contentType);
  switch (mediaType) {
    case "":
    case "text/plain":
    case "application/x-www-form-urlencoded":
      return ok("text");
    case "application/openmetrics-text":
      return isOpenMetrics1(parameters) ? ok("openmetrics") : unsupported(contentType);
    case "application/json":
      return ok("json");
    case "application/vnd.google.protobuf":
      return isDelimitedFamily(parameters) ? ok("protobuf") : unsupported(contentType);
    case "multipart/form-data":
      return refuse(
        "content-type-unsupported",
        "a form (multipart/form-data) is not supported; send the payload itself as the body, with curl --data-binary @<file> instead of -F",
      );
    default:
      return unsupported(contentType);
  }
};

const unsupported = (contentType: string): Result<never, Refusal> =>
  refuse(
    "content-type-unsupported",
    `Content-Type ${quote(contentType)} is not supported; supported are ${SUPPORTED}`,
  );

const isOpenMetrics1 = (parameters: ReadonlyMap<string, string>): boolean =>
  /^(0\.0\.1|1(\.\d+)*)$/.test(parameters.get("version") ?? "1.0.0");

const isDelimitedFamily = (parameters: ReadonlyMap<string, string>): boolean =>
  parameters.get("proto") === "io.prometheus.client.MetricFamily" &&
  parameters.get("encoding") === "delimited";

interface ContentType {
  /** Lower case; empty when there is none. */
  readonly mediaType: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const parseContentType = (text: string): ContentType => {
  const [mediaType, ...parameters] = text.split(";") as [string, ...string[]];
  return {
    mediaType: mediaType.trim().toLowerCase(),
    parameters: new Map(parameters.map(parseParameter)),
  };
};

const parseParameter = (text: string): readonly [string, string] => {
  const [name, ...value] = text.split("=") as [string, ...string[]];
  const unquoted = value
    .join("=")
    .trim()
    .replace(/^"(.*)"$/, "$1");
  return [name.trim().toLowerCase(), unquoted];
};
