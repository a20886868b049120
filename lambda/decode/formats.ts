import type { Format } from "../model/format.ts";
import { JSON_FORMAT } from "./json/decode-json.ts";
import { OPENMETRICS_FORMAT } from "./openmetrics/decode-openmetrics.ts";
import { PROTOBUF_FORMAT } from "./protobuf/decode-protobuf.ts";
import { TEXT_FORMAT } from "./text/decode-text.ts";

/** All formats that can be pushed. */
export const FORMATS = [
  TEXT_FORMAT,
  OPENMETRICS_FORMAT,
  PROTOBUF_FORMAT,
  JSON_FORMAT,
] as const satisfies readonly Format[];

export type FormatId = (typeof FORMATS)[number]["id"];

export const findFormat = (id: string): Format | undefined => FORMATS.find((format) => format.id === id);
