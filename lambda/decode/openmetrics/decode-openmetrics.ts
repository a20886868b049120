import type { Decoder } from "../decoder.ts";
import { decodeLines } from "../text/decode-lines.ts";
import { OpenMetricsParser } from "./openmetrics-parser.ts";

/** Decodes OpenMetrics 1.0 text into what client libraries would have said of the same metrics in the text format 0.0.4. */
export const decodeOpenMetrics: Decoder = (bytes) =>
  decodeLines(
    bytes,
    (payload) => new OpenMetricsParser(payload),
    ({ families }) => families.builders.map((family) => family.build()),
  );
