import type { DecodedExposition } from "../../model/decoded-exposition.ts";
import type { Format } from "../../model/format.ts";
import type { Refusal } from "../../model/refusal.ts";
import type { Result } from "../../model/result.ts";
import { decodeLines } from "../text/decode-lines.ts";
import { OpenMetricsParser } from "./openmetrics-parser.ts";

/** Decodes to the families that client libraries write for the same metrics in the text format 0.0.4. */
export const decodeOpenMetrics = (bytes: Uint8Array): Result<DecodedExposition, Refusal> =>
  decodeLines(
    bytes,
    (payload) => new OpenMetricsParser(payload),
    ({ families }) => families.builders.map((family) => family.build()),
  );

/** OpenMetrics 1.x text. */
export const OPENMETRICS_FORMAT = {
  id: "openmetrics",
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  fileName: "metrics.txt",
  mediaTypes: [
    {
      name: "application/openmetrics-text",
      accepts: (parameters) => /^(0\.0\.1|1(\.\d+)*)$/.test(parameters.get("version") ?? "1.0.0"),
    },
  ],
  decode: decodeOpenMetrics,
  infersInfiniteBucket: false,
  hasWholeCharacters: true,
} as const satisfies Format;
