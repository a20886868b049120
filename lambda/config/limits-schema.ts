import { z } from "zod";
import { rateSchema, sizeSchema, wholeNumber } from "./schema-parts.ts";

/** A Lambda event holds 6 MB, in which a body is base64. */
const MOST_BODY_BYTES = Math.floor(4.4 * 1024 * 1024);

export const limitsSchema = z.strictObject({
  bodyBytes: sizeSchema(MOST_BODY_BYTES).optional().describe("Of a body as sent (4 MiB; at most 4.4 MiB)."),
  inflatedBytes: sizeSchema(32 * 1024 * 1024)
    .optional()
    .describe("Of a body once decompressed (16 MiB; at most 32 MiB)."),
  families: wholeNumber(1, 100_000).optional().describe("Metric families of a push (1,000)."),
  series: wholeNumber(1, 100_000).optional().describe("Series of a push (10,000)."),
  labelsPerSeries: wholeNumber(0, 1_000).optional().describe("Labels of a series in the body (64)."),
  groupingLabels: wholeNumber(0, 64).optional().describe("Grouping labels beside job (16)."),
  nameLength: wholeNumber(1, 2_048).optional().describe("Characters of a metric or label name (200)."),
  labelValueLength: wholeNumber(1, 65_536).optional().describe("Characters of a label value (1,024)."),
  helpLength: wholeNumber(0, 65_536).optional().describe("Characters of a HELP text (1,024)."),
  groups: wholeNumber(1, 1_000_000).optional().describe("Groups a client may keep (1,000)."),
  totalSeries: wholeNumber(1, 10_000_000)
    .optional()
    .describe("Series a client may keep over all its groups (100,000)."),
  rate: rateSchema
    .optional()
    .describe("Requests of a client over time; needs burst. Default: none of its own."),
  burst: wholeNumber(1, 5_000).optional().describe("Requests of a client at once; needs rate."),
});
