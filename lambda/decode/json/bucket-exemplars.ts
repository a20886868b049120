import type { Bucket, Exemplar, Histogram } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/is-record.ts";
import type { Note } from "../found-issues.ts";
import { parseNumberText } from "../text/parse-number.ts";
import { readExemplar } from "./extras-reader.ts";
import { describeJson } from "./json-value.ts";

/** The buckets with the exemplars that `bucket_exemplars` gives by bound. */
export const placeExemplars = (
  histogram: Pick<Histogram, "buckets" | "count" | "at">,
  fields: Fields,
  note: Note,
): readonly Bucket[] => {
  const { bucket_exemplars: exemplars } = fields;
  const { buckets, at } = histogram;
  if (exemplars === undefined) {
    return buckets;
  }
  if (!isRecord(exemplars)) {
    const got = describeJson(exemplars);
    note("json-shape", at, `expected an object of exemplars under "bucket_exemplars", got ${got}`);
    return buckets;
  }
  const byBound = new Map<number | undefined, Exemplar | undefined>();
  for (const [bound, exemplar] of Object.entries(exemplars)) {
    byBound.set(parseNumberText(bound), readExemplar(exemplar, at, note));
  }
  const all = byBound.has(INFINITY) ? withInfinity(histogram) : buckets;
  const placed = all.filter(({ upperBound }) => byBound.has(upperBound));
  if (placed.length < Object.keys(exemplars).length) {
    note("exemplar-misplaced", at, "");
  }
  return all.map((bucket) => {
    const exemplar = byBound.get(bucket.upperBound);
    return exemplar === undefined ? bucket : { ...bucket, exemplar };
  });
};

/** The bucket `+Inf` may be left out, but not when it has an exemplar. */
const withInfinity = ({
  buckets,
  count,
  at,
}: Pick<Histogram, "buckets" | "count" | "at">): readonly Bucket[] =>
  count === undefined || buckets.at(-1)?.upperBound === INFINITY
    ? buckets
    : [...buckets, { upperBound: INFINITY, cumulativeCount: count, at }];

const INFINITY = Number.POSITIVE_INFINITY;
