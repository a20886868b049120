import { hash } from "node:crypto";
import { type LabelSet, METRIC_TYPES, type MetricFamily } from "../../model/exposition.ts";
import { StructureWriter } from "./structure-writer.ts";

/**
 * The fingerprint of a group (clause 1): equal only for equal exposed series (names, types, labels, bounds) under the
 * same tracked labels in the same groups table. `families` are those of `toOwnFamilies`, in the stored types. Values
 * and HELP texts are not in it. It is calculated for every push, so for speed each label name is written only when it
 * changes.
 */
export const toFingerprint = (
  families: readonly MetricFamily[],
  table: string,
  trackedLabels: ReadonlySet<string>,
): string => {
  writer.restart();
  writer.number(FORMAT_VERSION);
  writer.string(table);
  writer.strings(sortLabels(trackedLabels));
  for (const family of families) {
    writeFamily(family);
  }
  return hash("sha256", writer.bytes(), "base64url").slice(0, PRINT_LENGTH);
};

/** Sorted once, since all pushes of a process have the same labels. */
const sortLabels = (labels: ReadonlySet<string>): readonly string[] => {
  const known = SORTED.get(labels);
  if (known !== undefined) {
    return known;
  }
  const sorted = [...labels].sort();
  SORTED.set(labels, sorted);
  return sorted;
};

const SORTED = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** Another format would let old and new functions overwrite each other's groups blindly. */
const FORMAT_VERSION = 2;

/** 24 bytes, so that two contents with one fingerprint cannot be found. */
const PRINT_LENGTH = 32;

// Shared, because growing a new buffer costs more than writing a usual push. Nothing here awaits, so two uses cannot
// overlap.
const writer = new StructureWriter();

const writeFamily = (family: MetricFamily): void => {
  writer.string(family.name);
  writer.number(METRIC_TYPES.indexOf(family.type));
  writer.number(family.metrics.length);
  let names: readonly string[] = [];
  switch (family.type) {
    case "counter":
    case "gauge":
    case "untyped":
      for (const { labels } of family.metrics) {
        names = writeLabels(labels, names);
      }
      break;
    case "summary":
      for (const { labels, quantiles } of family.metrics) {
        names = writeLabels(labels, names);
        writer.number(quantiles.length);
        for (const { quantile } of quantiles) {
          writer.double(quantile);
        }
      }
      break;
    case "histogram":
    case "gaugehistogram":
      for (const { labels, buckets, native } of family.metrics) {
        names = writeLabels(labels, names);
        writeBounds(buckets);
        // A native histogram is one additional series.
        writer.number(native === undefined ? 0 : 1);
      }
  }
};

/** Every exposed histogram has a bucket `+Inf`, whether or not it was pushed. */
const writeBounds = (buckets: readonly { readonly upperBound: number }[]): void => {
  const isInfinityPushed = buckets.at(-1)?.upperBound === Number.POSITIVE_INFINITY;
  const count = isInfinityPushed ? buckets.length - 1 : buckets.length;
  writer.number(count);
  for (let i = 0; i < count; i++) {
    writer.double(buckets[i]!.upperBound);
  }
};

/** Writes the names if they differ from those of the series before. Returns the current names. */
const writeLabels = ({ names, values }: LabelSet, known: readonly string[]): readonly string[] => {
  if (areEqual(names, known)) {
    writer.number(SAME_NAMES);
  } else {
    writer.number(OTHER_NAMES);
    writer.strings(names);
  }
  for (let i = 0; i < values.length; i++) {
    writer.string(values[i]!);
  }
  return names;
};

const SAME_NAMES = 0;
const OTHER_NAMES = 1;

const areEqual = (a: readonly string[], b: readonly string[]): boolean => {
  if (a === b) {
    return true;
  }
  if (a.length !== b.length) {
    return false;
  }
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) {
      return false;
    }
  }
  return true;
};
