import type {
  Bucket,
  Exemplar,
  Histogram,
  LabelSet,
  MetricFamily,
  MetricType,
  Quantile,
  Sample,
  SourcePosition,
  Summary,
  Timestamp,
} from "../../model/exposition.ts";
import { sortAscending } from "../sort.ts";
import { CompositeBook } from "./composite-book.ts";

/** A metric family that is not complete yet. Its lines can be anywhere in the payload. */
export class FamilyBuilder {
  readonly name: string;
  readonly at: SourcePosition;
  /** Undefined until the TYPE line. If a sample comes first, the type is then `untyped`. */
  type: MetricType | undefined;
  help: string | undefined;
  unit: string | undefined;
  readonly samples: OpenSample[] = [];
  #histograms: CompositeBook<OpenHistogram> | undefined;
  #summaries: CompositeBook<OpenSummary> | undefined;

  constructor(name: string, at: SourcePosition) {
    this.name = name;
    this.at = at;
  }

  get histograms(): CompositeBook<OpenHistogram> {
    this.#histograms ??= new CompositeBook(createHistogram);
    return this.#histograms;
  }

  get summaries(): CompositeBook<OpenSummary> {
    this.#summaries ??= new CompositeBook(createSummary);
    return this.#summaries;
  }

  get hasSamples(): boolean {
    return this.samples.length > 0 || this.#histograms !== undefined || this.#summaries !== undefined;
  }

  build(): MetricFamily {
    const family = this.#build();
    return this.unit === undefined ? family : { ...family, unit: this.unit };
  }

  #build(): MetricFamily {
    const { name, at, type = "untyped", help = "" } = this;
    switch (type) {
      case "counter":
      case "gauge":
      case "untyped":
        return { type, name, help, metrics: this.samples, at };
      case "histogram":
      case "gaugehistogram":
        for (const { buckets } of this.histograms.all) {
          sortAscending(buckets, upperBoundOf);
        }
        return { type, name, help, metrics: this.histograms.all, at };
      case "summary":
        for (const { quantiles } of this.summaries.all) {
          sortAscending(quantiles, quantileOf);
        }
        return { type, name, help, metrics: this.summaries.all, at };
    }
  }
}

/** A sample to which an exemplar and a created timestamp can be added. */
export interface OpenSample extends Sample {
  exemplar?: Exemplar;
  created?: Timestamp;
  createdAt?: SourcePosition;
}

/** A bucket to which an exemplar can be added. */
export interface OpenBucket extends Bucket {
  exemplar?: Exemplar;
}

/** A histogram that is not complete yet. */
export interface OpenHistogram extends Histogram {
  readonly buckets: OpenBucket[];
  sum: number | undefined;
  count: number | undefined;
  countAt: SourcePosition | undefined;
  created?: Timestamp;
  createdAt?: SourcePosition;
}

/** A summary that is not complete yet. */
export interface OpenSummary extends Summary {
  readonly quantiles: Quantile[];
  sum: number | undefined;
  count: number | undefined;
  countAt: SourcePosition | undefined;
  created?: Timestamp;
  createdAt?: SourcePosition;
}

const createHistogram = (labels: LabelSet, at: SourcePosition): OpenHistogram => ({
  labels,
  buckets: [],
  sum: undefined,
  count: undefined,
  at,
  countAt: undefined,
});

const createSummary = (labels: LabelSet, at: SourcePosition): OpenSummary => ({
  labels,
  quantiles: [],
  sum: undefined,
  count: undefined,
  at,
  countAt: undefined,
});

const upperBoundOf = ({ upperBound }: Bucket): number => upperBound;

const quantileOf = ({ quantile }: Quantile): number => quantile;
