import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { Exemplar, SourcePosition } from "../../model/exposition.ts";
import { type RawIssueCode, rawIssue } from "../found-issues.ts";
import type { SamplePart, SampleTarget } from "./family-book.ts";
import type { FamilyBuilder, OpenBucket, OpenHistogram, OpenSample, OpenSummary } from "./family-builder.ts";
import type { TextLabelReader } from "./label-reader.ts";

/** Puts samples, whose labels a reader has just read, where they belong in their family. */
export class SampleStore {
  readonly #labels: TextLabelReader;
  readonly #rawIssues: RawIssue[];
  /** What was added last, if it can have an exemplar. */
  #last: OpenSample | OpenBucket | undefined;

  constructor(labels: TextLabelReader, rawIssues: RawIssue[]) {
    this.#labels = labels;
    this.#rawIssues = rawIssues;
  }

  add(target: SampleTarget, value: number, at: SourcePosition): void {
    const { family } = target;
    const { shape } = this.#labels;
    family.type ??= "untyped";
    this.#last = undefined;
    if (shape.repeated !== undefined) {
      this.#note("label-repeated", family, at, shape.repeated);
    }
    if (this.#labels.hasEmptyValue) {
      this.#refuseReservedEmpty(family, at);
    }
    switch (family.type) {
      case "histogram":
      case "gaugehistogram":
        this.#addToHistogram(target, value, at);
        break;
      case "summary":
        this.#addToSummary(target, value, at);
        break;
      default:
        this.#addSample(family, { labels: this.#labels.toLabelSet(shape.plain), value, at });
    }
  }

  /** The exemplar of the sample that was added last. */
  addExemplar({ family }: SampleTarget, exemplar: Exemplar, at: SourcePosition): void {
    if (this.#last === undefined) {
      this.#note("exemplar-misplaced", family, at);
    } else {
      this.#last.exemplar = exemplar;
    }
  }

  #addSample(family: FamilyBuilder, sample: OpenSample): void {
    family.samples.push(sample);
    if (family.type === "counter") {
      this.#last = sample;
    }
  }

  #addToHistogram({ family, part }: SampleTarget, value: number, at: SourcePosition): void {
    const { shape } = this.#labels;
    const histogram = family.histograms.open(this.#labels, shape.withoutLe, at);
    switch (part) {
      case "bucket":
        this.#addBucket(family, histogram, value, at);
        break;
      case "own":
        this.#note("sample-out-of-place", family, at, family.name);
        break;
      default:
        this.#refuseMisplaced(family, "le", shape.leAt, at);
        this.#setOnce(family, histogram, part, value, at);
    }
  }

  #addBucket(family: FamilyBuilder, histogram: OpenHistogram, value: number, at: SourcePosition): void {
    const { leAt } = this.#labels.shape;
    if (leAt < 0) {
      this.#note("bucket-without-le", family, at);
      return;
    }
    const upperBound = this.#labels.numberAt(leAt);
    if (upperBound === undefined || Number.isNaN(upperBound)) {
      this.#note("bucket-bound-invalid", family, at, this.#labels.valueAt(leAt));
      return;
    }
    const bucket = { upperBound, cumulativeCount: value, at };
    histogram.buckets.push(bucket);
    this.#last = bucket;
  }

  #addToSummary({ family, part }: SampleTarget, value: number, at: SourcePosition): void {
    const { shape } = this.#labels;
    const summary = family.summaries.open(this.#labels, shape.withoutQuantile, at);
    if (part === "own") {
      this.#addQuantile(family, summary, value, at);
    } else {
      this.#refuseMisplaced(family, "quantile", shape.quantileAt, at);
      this.#setOnce(family, summary, part, value, at);
    }
  }

  #addQuantile(family: FamilyBuilder, summary: OpenSummary, value: number, at: SourcePosition): void {
    const { quantileAt } = this.#labels.shape;
    if (quantileAt < 0) {
      this.#note("quantile-missing", family, at);
      return;
    }
    const quantile = this.#labels.numberAt(quantileAt);
    if (quantile === undefined || Number.isNaN(quantile)) {
      this.#note("quantile-invalid", family, at, this.#labels.valueAt(quantileAt));
      return;
    }
    summary.quantiles.push({ quantile, value, at });
  }

  /** Precondition: `part` is `sum` or `count`. */
  #setOnce(
    family: FamilyBuilder,
    metric: OpenHistogram | OpenSummary,
    part: SamplePart,
    value: number,
    at: SourcePosition,
  ): void {
    if (part === "sum" && metric.sum === undefined) {
      metric.sum = value;
    } else if (part !== "sum" && metric.count === undefined) {
      metric.count = value;
    } else {
      this.#note("series-repeated", family, at, `${family.name}_${part}`);
    }
  }

  #refuseMisplaced(family: FamilyBuilder, label: string, index: number, at: SourcePosition): void {
    if (index >= 0) {
      this.#note("label-misplaced", family, at, label);
    }
  }

  /** An empty label is ignored, but a reserved name is noted. Other names are checked by their rule. */
  #refuseReservedEmpty(family: FamilyBuilder, at: SourcePosition): void {
    for (const [index, name] of this.#labels.shape.written.entries()) {
      if (this.#labels.valueAt(index) === "" && name.startsWith("__")) {
        this.#note("label-name-reserved", family, at, name);
      }
    }
  }

  #note(code: RawIssueCode, family: FamilyBuilder, at: SourcePosition, found?: string): void {
    this.#rawIssues.push(rawIssue(code, family.name, at, found));
  }
}
