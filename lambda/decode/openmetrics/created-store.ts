import type { RawIssue } from "../../model/decoded-exposition.ts";
import type { LabelSet, SourcePosition, Timestamp } from "../../model/exposition.ts";
import { type RawIssueCode, rawIssue } from "../found-issues.ts";
import type { SampleTarget } from "../text/family-book.ts";
import type { FamilyBuilder, OpenSample } from "../text/family-builder.ts";
import type { TextLabelReader } from "../text/label-reader.ts";

/** Puts `_created` samples, whose labels a reader has just read, where they belong: into the metrics that were created then. */
export class CreatedStore {
  readonly #labels: TextLabelReader;
  readonly #rawIssues: RawIssue[];
  /** Of counters whose sample was not the one before. */
  readonly #waiting: Waiting[] = [];

  constructor(labels: TextLabelReader, rawIssues: RawIssue[]) {
    this.#labels = labels;
    this.#rawIssues = rawIssues;
  }

  add({ family }: SampleTarget, created: Timestamp, at: SourcePosition): void {
    const { shape } = this.#labels;
    if (shape.repeated !== undefined) {
      this.#note("label-repeated", family, at, shape.repeated);
    }
    switch (family.type) {
      case "histogram":
        this.#refuseMisplaced(family, "le", shape.leAt, at);
        this.#setOnce(family, family.histograms.open(this.#labels, shape.withoutLe, at), created, at);
        break;
      case "summary":
        this.#refuseMisplaced(family, "quantile", shape.quantileAt, at);
        this.#setOnce(family, family.summaries.open(this.#labels, shape.withoutQuantile, at), created, at);
        break;
      default:
        this.#addToCounter(family, created, at);
    }
  }

  /** Finds the samples of the counters whose samples are elsewhere. All lines are read. */
  settle(): void {
    for (const [family, waiting] of Map.groupBy(this.#waiting, (one) => one.family)) {
      const samples = new Map(family.samples.map((sample) => [toKey(sample.labels), sample]));
      for (const { labels, created, at } of waiting) {
        const sample = samples.get(toKey(labels));
        if (sample === undefined) {
          this.#note("created-misplaced", family, at);
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
    } else {
      this.#note("series-repeated", family, at, `${family.name.replace(/_total$/, "")}_created`);
    }
  }

  #refuseMisplaced(family: FamilyBuilder, label: string, index: number, at: SourcePosition): void {
    if (index >= 0) {
      this.#note("label-misplaced", family, at, label);
    }
  }

  #note(code: RawIssueCode, family: FamilyBuilder, at: SourcePosition, found?: string): void {
    this.#rawIssues.push(rawIssue(code, family.name, at, found));
  }
}

type Created = Pick<OpenSample, "created">;

interface Waiting {
  readonly family: FamilyBuilder;
  readonly labels: LabelSet;
  readonly created: Timestamp;
  readonly at: SourcePosition;
}

const toKey = ({ names, values }: LabelSet): string => JSON.stringify([names, values]);
