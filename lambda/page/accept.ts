import { PROTOBUF_FORM } from "./protobuf-form.ts";
import type { PageForm } from "./render-page.ts";
import { TEXT_FORM } from "./text-form.ts";

/**
 * The form of the page that an Accept header prefers. It is delimited protobuf if its quality is higher than that of
 * text and of all ranges that include text. Otherwise it is text, as at the Pushgateway.
 */
export const chooseForm = (accept = ""): PageForm => {
  let protobuf = 0;
  let text = 0;
  for (const range of accept.split(",")) {
    const { type, parameters, quality } = parseRange(range);
    if (TEXT_RANGES.has(type)) {
      text = Math.max(text, quality);
    } else if (type === PROTOBUF && isDelimitedFamily(parameters)) {
      protobuf = Math.max(protobuf, quality);
    }
  }
  return protobuf > text ? PROTOBUF_FORM : TEXT_FORM;
};

/** Whether an Accept-Encoding header lets an answer be gzip. */
export const acceptsGzip = (acceptEncoding = ""): boolean => {
  const qualities = new Map(
    acceptEncoding.split(",").map((range) => {
      const { type, quality } = parseRange(range);
      return [type, quality] as const;
    }),
  );
  return (qualities.get("gzip") ?? qualities.get("x-gzip") ?? qualities.get("*") ?? 0) > 0;
};

const PROTOBUF = "application/vnd.google.protobuf";
const TEXT_RANGES = new Set(["text/plain", "text/*", "*/*"]);

/** Both parameters are optional, because the page has only this message and this encoding in protobuf. */
const isDelimitedFamily = (parameters: ReadonlyMap<string, string>): boolean =>
  (parameters.get("proto") ?? "io.prometheus.client.metricfamily") === "io.prometheus.client.metricfamily" &&
  (parameters.get("encoding") ?? "delimited") === "delimited";

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const parseRange = (text: string): Range => {
  const [type = "", ...rest] = text.toLowerCase().split(";");
  const parameters = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=", 2);
      return [name.trim(), value.trim().replace(/^"(.*)"$/, "$1")] as const;
    }),
  );
  const q = parameters.get("q");
  return { type: type.trim(), parameters, quality: q === undefined ? 1 : Number(q) || 0 };
};
