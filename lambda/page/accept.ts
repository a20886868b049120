import { parseMediaType, qualityOf, type WrittenMediaType } from "../model/written-media-type.ts";
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
    const type = parseMediaType(range);
    if (TEXT_RANGES.has(type.name)) {
      text = Math.max(text, qualityOf(type));
    } else if (isDelimitedFamily(type)) {
      protobuf = Math.max(protobuf, qualityOf(type));
    }
  }
  return protobuf > text ? PROTOBUF_FORM : TEXT_FORM;
};

/** Whether an Accept-Encoding header lets an answer be gzip. */
export const acceptsGzip = (acceptEncoding = ""): boolean => {
  const ranges = acceptEncoding.split(",").map(parseMediaType);
  const qualities = new Map(ranges.map((range) => [range.name, qualityOf(range)]));
  return (qualities.get("gzip") ?? qualities.get("x-gzip") ?? qualities.get("*") ?? 0) > 0;
};

const TEXT_RANGES = new Set(["text/plain", "text/*", "*/*"]);

/** Both parameters are optional, because the page has only this message and this encoding in protobuf. */
const isDelimitedFamily = ({ name, parameters }: WrittenMediaType): boolean =>
  name === "application/vnd.google.protobuf" &&
  (parameters.get("proto") ?? FAMILY).toLowerCase() === FAMILY &&
  (parameters.get("encoding") ?? "delimited").toLowerCase() === "delimited";

const FAMILY = "io.prometheus.client.metricfamily";
