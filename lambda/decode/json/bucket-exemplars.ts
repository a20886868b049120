import type { Bucket, Exemplar, Histogram } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/fields.ts";
import type { ReportRawIssue } from "../found-issues.ts";
import { parseNumberText } from "../text/parse-number.ts";
import { readExemplar } from "./extras-reader.ts";
import { reportShape } from "./json-value.ts";

/** The buckets, each with its exemplar from `bucket_exemplars`, an object of exemplars by bound. */
export const placeExemplars = (
  histogram: Pick<Histogram, "buckets" | "count" | "at">,
  fields: Fields,
  report: ReportRawIssue,
): readonly Bucket[] => {
  const { bucket_exemplars: exemplars } = fields;
  const { buckets, at } = histogram;
  if (exemplars === undefined) {
    return buckets;
  }
  if (!isRecord(exemplars)) {
    reportShape(report, at, 'an object of exemplars under "bucket_exemplars"', exemplars);
    return buckets;
  }
  const byBound = new Map<number | undefined, Exemplar | undefined>();
  for (const [bound, exemplar] of Object.entries(exemplars)) {
    byBound.set(parseNumberText(bound), readExemplar(exemplar, at, report));
  }
  const all = byBound.has(INFINITY) ? withInfinity(histogram) : buckets;
  const placed = all.filter(({ upperBound }) => byBound.has(upperBound));
  if (placed.length < Object.keys(exemplars).length) {
    report("exemplar-misplaced", at, "");
  }
  return all.map((bucket) => {
    const exemplar = byBound.get(bucket.upperBound);
    return exemplar === undefined ? bucket : { ...bucket, exemplar };
  });
};

/** The payload may leave out the bucket `+Inf`. An exemplar needs it, so it is added. */
const withInfinity = ({
  buckets,
  count,
  at,
}: Pick<Histogram, "buckets" | "count" | "at">): readonly Bucket[] =>
  count === undefined || buckets.at(-1)?.upperBound === INFINITY
    ? buckets
    : [...buckets, { upperBound: INFINITY, cumulativeCount: count, at }];

const INFINITY = Number.POSITIVE_INFINITY;
