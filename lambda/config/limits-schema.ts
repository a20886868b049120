import { z } from "zod";
import { DEFAULT_LIMITS, type Limits } from "../model/client.ts";
import { rateSchema, sizeSchema, wholeNumber } from "./schema-parts.ts";

/** A Lambda event has at most 6 MB, in which a body is base64. */
const MOST_BODY_BYTES = Math.floor(4.4 * 1024 * 1024);

const MOST_INFLATED_BYTES = 32 * 1024 * 1024;

const MOST_SCRAPED_BYTES = 128 * 1024 * 1024;

const MOST_SERIES_BYTES = 1024 * 1024;

const MOST_TOTAL_BYTES = 64 * 1024 * 1024 * 1024;

/** The default is only shown to editors and readers. The values are filled in later, because the `limits` at the top level replace it. */
const limit = <Schema extends z.ZodType>(name: keyof Limits, schema: Schema, description: string) =>
  schema.optional().meta({ description, default: DEFAULT_LIMITS[name] });

export const limitsSchema = z.strictObject({
  bodyBytes: limit(
    "bodyBytes",
    sizeSchema(MOST_BODY_BYTES),
    "Bytes of a body as it is sent. Default: 4 MiB, at most 4.4 MiB.",
  ),
  inflatedBytes: limit(
    "inflatedBytes",
    sizeSchema(MOST_INFLATED_BYTES),
    "Bytes of a body after decompression. Default: 4 MiB, at most 32 MiB.",
  ),
  families: limit("families", wholeNumber(1, 100_000), "Metric families of a push."),
  series: limit("series", wholeNumber(1, 100_000), "Series of a push."),
  relayedBytes: limit(
    "relayedBytes",
    sizeSchema(MOST_INFLATED_BYTES),
    "Bytes of a push in the protobuf that is relayed. Default: 1 MiB, at most 32 MiB.",
  ),
  scrapedBytes: limit(
    "scrapedBytes",
    sizeSchema(MOST_SCRAPED_BYTES),
    "Bytes that a scrape sends for all series of a push: names, labels, native buckets and exemplars. Every bucket of a classic histogram repeats its labels. Default: 4 MiB, at most 128 MiB.",
  ),
  seriesBytes: limit(
    "seriesBytes",
    sizeSchema(MOST_SERIES_BYTES),
    "Bytes (UTF-8) of the metric name and the labels of one series. Default: 16 KiB, at most 1 MiB.",
  ),
  labelsPerSeries: limit("labelsPerSeries", wholeNumber(0, 1_000), "Labels of a series in the body."),
  nativeBuckets: limit("nativeBuckets", wholeNumber(0, 300_000), "Buckets of one native histogram."),
  groupingLabels: limit("groupingLabels", wholeNumber(0, 64), "Grouping labels beside job."),
  nameLength: limit("nameLength", wholeNumber(1, 2_048), "Characters of a metric or label name."),
  labelValueLength: limit(
    "labelValueLength",
    wholeNumber(1, 65_536),
    "Characters of a label value, grouping labels included.",
  ),
  helpLength: limit("helpLength", wholeNumber(0, 65_536), "Characters of a HELP text."),
  groups: limit("groups", wholeNumber(1, 1_000_000), "Groups that a client may keep."),
  totalSeries: limit(
    "totalSeries",
    wholeNumber(1, 10_000_000),
    "Series that a client may keep over all its groups.",
  ),
  totalBytes: limit(
    "totalBytes",
    sizeSchema(MOST_TOTAL_BYTES),
    "Bytes that a client may keep over all its groups, including the bytes that a scrape repeats. Default: 64 MiB.",
  ),
  totalNames: limit(
    "totalNames",
    wholeNumber(1, 10_000_000),
    "Metric names that a client may be the first to push, including those of buckets, sums and counts.",
  ),
  per: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The claim that identifies the subjects of an issuer. Each subject is counted separately. Default: the claims that its grants put into groups.",
    ),
  rate: rateSchema.optional().describe("Requests of a client over time; needs `burst`. Default: none."),
  burst: wholeNumber(1, 5_000)
    .optional()
    .describe("Requests of a client that may come at the same time; needs `rate`."),
});
