import type { ReadMessage, ReadValue } from "../../support/prototext.ts";

/** A family without meaningless differences: the order of labels, and a `+Inf` bucket that only repeats the count. */
export const toCanonical = (family: ReadMessage): ReadMessage =>
  Object.fromEntries(
    Object.entries(family).map(([field, values]) => [field, toCanonicalValues(field, values)]),
  );

const toCanonicalValues = (field: string, values: readonly ReadValue[]): readonly ReadValue[] => {
  const inner = values.map((value) => (typeof value === "object" ? toCanonical(value) : value));
  switch (field) {
    case "label":
      return inner.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    case "bucket":
      return inner.filter((bucket) => !isRepeatedCount(bucket));
    default:
      return inner;
  }
};

/** The `+Inf` bucket is optional: Java writes it, Go only with an exemplar. */
const isRepeatedCount = (bucket: ReadValue): boolean =>
  typeof bucket === "object" &&
  bucket["upper_bound"]?.[0] === Number.POSITIVE_INFINITY &&
  bucket["exemplar"] === undefined;
