import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { LabelSet, SourcePosition, Timestamp } from "../../model/exposition.ts";
import { type RawIssueCode, rawIssue } from "../found-issues.ts";
import type { SampleTarget } from "../text/family-book.ts";
import type { FamilyBuilder, OpenSample } from "../text/family-builder.ts";
import type { TextLabelReader } from "../text/label-reader.ts";

/**
 * Adds the timestamps of `_created` samples to their metrics. The labels of a sample are those that the label reader
 * has read last.
 */
export class CreatedCollector {
  readonly #labels: TextLabelReader;
  readonly #rawIssues: RawIssue[];
  /** The timestamps of counters whose own sample was not directly before them. */
  readonly #waiting: Waiting[] = [];

  constructor(labels: TextLabelReader, rawIssues: RawIssue[]) {
    this.#labels = labels;
    this.#rawIssues = rawIssues;
  }

  add({ family }: SampleTarget, created: Timestamp, at: SourcePosition): void {
    const { shape } = this.#labels;
    if (shape.repeated !== undefined) {
      this.#report("label-repeated", family, at, shape.repeated);
    }
    switch (family.type) {
      case "histogram":
        this.#checkMisplaced(family, "le", shape.leAt, at);
        this.#setOnce(family, family.histograms.getOrCreate(this.#labels, shape.withoutLe, at), created, at);
        break;
      case "summary":
        this.#checkMisplaced(family, "quantile", shape.quantileAt, at);
        this.#setOnce(
          family,
          family.summaries.getOrCreate(this.#labels, shape.withoutQuantile, at),
          created,
          at,
        );
        break;
      default:
        this.#addToCounter(family, created, at);
    }
  }

  /** Adds the timestamps that wait for the sample of their counter. Precondition: all lines are parsed. */
  settle(): void {
    for (const [family, waiting] of Map.groupBy(this.#waiting, (one) => one.family)) {
      const samples = new Map(family.samples.map((sample) => [toKey(sample.labels), sample]));
      for (const { labels, created, at } of waiting) {
        const sample = samples.get(toKey(labels));
        if (sample === undefined) {
          this.#report("created-misplaced", family, at);
        } else {
          this.#setOnce(family, sample, created, at);
        }
      }
    }
  }

  #addToCounter(family: FamilyBuilder, created: Timestamp, at: SourcePosition): void {
    const { plain } = this.#labels.shape;
    const before = family.samples.at(-1);
    if (before !== undefined && this.#labels.hasLabels(before.labels, plain)) {
      this.#setOnce(family, before, created, at);
    } else {
      this.#waiting.push({ family, labels: this.#labels.toLabelSet(plain), created, at });
    }
  }

  #setOnce(family: FamilyBuilder, metric: Created, created: Timestamp, at: SourcePosition): void {
    if (metric.created === undefined) {
      metric.created = created;
      metric.createdAt = at;
    } else {
      this.#report("series-repeated", family, at, `${family.name.replace(/_total$/, "")}_created`);
    }
  }

  #checkMisplaced(family: FamilyBuilder, label: string, index: number, at: SourcePosition): void {
    if (index >= 0) {
      this.#report("label-misplaced", family, at, label);
    }
  }

  #report(code: RawIssueCode, family: FamilyBuilder, at: SourcePosition, found?: string): void {
    this.#rawIssues.push(rawIssue(code, family.name, at, found));
  }
}

type Created = Pick<OpenSample, "created" | "createdAt">;

interface Waiting {
  readonly family: FamilyBuilder;
  readonly labels: LabelSet;
  readonly created: Timestamp;
  readonly at: SourcePosition;
}

const toKey = ({ names, values }: LabelSet): string => JSON.stringify([names, values]);
