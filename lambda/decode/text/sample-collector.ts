import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { Exemplar, SourcePosition } from "../../model/exposition.ts";
import { type RawIssueCode, rawIssue } from "../found-issues.ts";
import type { SamplePart, SampleTarget } from "./family-book.ts";
import type { FamilyBuilder, OpenBucket, OpenHistogram, OpenSample, OpenSummary } from "./family-builder.ts";
import type { TextLabelReader } from "./label-reader.ts";

/** Adds samples to their families. The labels of a sample are those that the label reader has read last. */
export class SampleCollector {
  readonly #labels: TextLabelReader;
  readonly #rawIssues: RawIssue[];
  /** The sample or bucket that was added last. Undefined if it cannot have an exemplar. */
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
      this.#report("label-repeated", family, at, shape.repeated);
    }
    if (this.#labels.hasEmptyValue) {
      this.#checkReservedEmpty(family, at);
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

  /** Adds the exemplar to the sample that was added last. */
  addExemplar({ family }: SampleTarget, exemplar: Exemplar, at: SourcePosition): void {
    if (this.#last === undefined) {
      this.#report("exemplar-misplaced", family, at);
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
    const histogram = family.histograms.getOrCreate(this.#labels, shape.withoutLe, at);
    switch (part) {
      case "bucket":
        this.#addBucket(family, histogram, value, at);
        break;
      case "own":
        this.#report("sample-out-of-place", family, at, family.name);
        break;
      default:
        this.#checkMisplaced(family, "le", shape.leAt, at);
        this.#setOnce(family, histogram, part, value, at);
    }
  }

  #addBucket(family: FamilyBuilder, histogram: OpenHistogram, value: number, at: SourcePosition): void {
    const { leAt } = this.#labels.shape;
    if (leAt < 0) {
      this.#report("bucket-without-le", family, at);
      return;
    }
    const upperBound = this.#labels.numberAt(leAt);
    if (upperBound === undefined || Number.isNaN(upperBound)) {
      this.#report("bucket-bound-invalid", family, at, this.#labels.valueAt(leAt));
      return;
    }
    const bucket = { upperBound, cumulativeCount: value, at };
    histogram.buckets.push(bucket);
    this.#last = bucket;
  }

  #addToSummary({ family, part }: SampleTarget, value: number, at: SourcePosition): void {
    const { shape } = this.#labels;
    const summary = family.summaries.getOrCreate(this.#labels, shape.withoutQuantile, at);
    if (part === "own") {
      this.#addQuantile(family, summary, value, at);
    } else {
      this.#checkMisplaced(family, "quantile", shape.quantileAt, at);
      this.#setOnce(family, summary, part, value, at);
    }
  }

  #addQuantile(family: FamilyBuilder, summary: OpenSummary, value: number, at: SourcePosition): void {
    const { quantileAt } = this.#labels.shape;
    if (quantileAt < 0) {
      this.#report("quantile-missing", family, at);
      return;
    }
    const quantile = this.#labels.numberAt(quantileAt);
    if (quantile === undefined || Number.isNaN(quantile)) {
      this.#report("quantile-invalid", family, at, this.#labels.valueAt(quantileAt));
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
      metric.countAt = at;
    } else {
      this.#report("series-repeated", family, at, `${family.name}_${part}`);
    }
  }

  #checkMisplaced(family: FamilyBuilder, label: string, index: number, at: SourcePosition): void {
    if (index >= 0) {
      this.#report("label-misplaced", family, at, label);
    }
  }

  /** A label with an empty value is dropped, so the rule for reserved names would not see it. */
  #checkReservedEmpty(family: FamilyBuilder, at: SourcePosition): void {
    for (const [index, name] of this.#labels.shape.written.entries()) {
      if (this.#labels.valueAt(index) === "" && name.startsWith("__")) {
        this.#report("label-name-reserved", family, at, name);
      }
    }
  }

  #report(code: RawIssueCode, family: FamilyBuilder, at: SourcePosition, found?: string): void {
    this.#rawIssues.push(rawIssue(code, family.name, at, found));
  }
}
