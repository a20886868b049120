import type { Exemplar, LabelSet, MetricType, NativeBuckets, Timestamp } from "../../model/exposition.ts";
import { cutName, quote } from "../../model/issue.ts";

/** One series as a receiver gets it. */
export interface Series {
  /** Complete, including `__name__`: sorted bytewise, with no empty value. */
  readonly labels: LabelSet;
  readonly point: Point;
  readonly family: FamilyFacts;
  /** Ascending by time. */
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

export const isNative = (point: Point): boolean =>
  point.kind === "native" || (point.kind === "stale" && point.of === "native");

/** Equal for equal series only. */
export const toSeriesId = ({ labels: { names, values } }: Series): string => JSON.stringify([names, values]);

/** As in PromQL, for the log. Long values are cut. */
export const describeSeries = ({ labels: { names, values } }: Series): string => {
  const at = names.indexOf("__name__");
  const rest = names.flatMap((name, index) => (index === at ? [] : [`${name}=${quote(values[index]!)}`]));
  return `${cutName(values[at]!)}{${rest.join(",")}}`;
};

export const withoutExemplars = ({ exemplars: _, ...series }: Series): Series => series;

export const toStale = ({ labels, family, point }: Series): Series => ({
  labels,
  family,
  point: { kind: "stale", of: point.kind === "native" ? "native" : "value" },
});
