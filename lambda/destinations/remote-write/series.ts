import type { Exemplar, LabelSet, MetricType, NativeBuckets, Timestamp } from "../../model/exposition.ts";

/** One series as a receiver gets it. */
export interface Series {
  /** Complete, including `__name__`: sorted bytewise, with no empty value. */
  readonly labels: LabelSet;
  readonly point: Point;
  readonly family: FamilyFacts;
  readonly exemplars?: readonly DatedExemplar[];
  /** The start of its count, if the push has it. */
  readonly created?: Timestamp;
}

/** Only with its own timestamp. */
export type DatedExemplar = Exemplar & { readonly timestamp: Timestamp };

/** The facts that all series of a family share. */
export interface FamilyFacts {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
}

export type Point =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "native"; readonly native: NativeBuckets; readonly sum: number }
  /** The series ends here. `of` is the kind of its earlier samples. */
  | { readonly kind: "stale"; readonly of: "value" | "native" };

/** Equal for equal series only. */
export const toSeriesId = ({ labels: { names, values } }: Series): string =>
  `${names}\u0000${values.join("\u0000")}`;

export const toStale = ({ labels, family, point }: Series): Series => ({
  labels,
  family,
  point: { kind: "stale", of: point.kind === "native" ? "native" : "value" },
});
