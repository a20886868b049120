import type { RawIssue } from "../../model/decoded-exposition.ts";
import {
  type Bucket,
  type Histogram,
  METRIC_TYPES,
  type MetricFamily,
  type MetricType,
  type Quantile,
  type Sample,
  type SampleType,
  type SourcePosition,
  type Summary,
} from "../../model/exposition.ts";
import type { IssueList } from "../../model/issue.ts";
import { checkEmptyLabel } from "../empty-label.ts";
import { type RawIssueCode, rawIssue, type SyntaxIssue } from "../found-issues.ts";
import { MAX_FAMILIES, MAX_RAW_ISSUES, TOO_MANY, type TooMany } from "../part-limit.ts";
import { sortAscending } from "../sort.ts";
import { FAMILY } from "./fields.ts";
import { ProtobufLabelReader } from "./label-reader.ts";
import { ProtobufMetricReader, VALUE_KINDS } from "./metric-reader.ts";
import { WireReader } from "./wire-reader.ts";

/** Reads a stream of families. */
export class FamilyReader {
  readonly rawIssues: RawIssue[] = [];
  readonly #wire: WireReader;
  readonly #labels: ProtobufLabelReader;
  readonly #metric: ProtobufMetricReader;
  // Of the current family.
  #name = "";
  #help = "";
  #unit = "";
  #type = 0;

  constructor(bytes: Uint8Array) {
    this.#wire = new WireReader(bytes);
    this.#labels = new ProtobufLabelReader(this.#wire);
    this.#metric = new ProtobufMetricReader(this.#wire, this.#labels);
  }

  get issues(): IssueList<SyntaxIssue> {
    return this.#wire.issues;
  }

  get tooMany(): TooMany | undefined {
    return this.#wire.tooMany;
  }

  readAll(): readonly MetricFamily[] {
    const wire = this.#wire;
    const families: MetricFamily[] = [];
    while (wire.at < wire.bytes.length) {
      const at = wire.at;
      const end = wire.delimited(wire.bytes.length);
      wire.countPart();
      families.push(this.#readFamily(at, end));
      if (families.length > MAX_FAMILIES) {
        wire.giveUp(TOO_MANY.families);
      }
      if (wire.tooMany !== undefined) {
        break;
      }
      wire.recover(end);
      wire.family = undefined;
    }
    return families;
  }

  /** Reads the message that ends at `end`. Its length is at `at`, which is the position of the family. */
  #readFamily(at: SourcePosition, end: number): MetricFamily {
    const start = this.#wire.at;
    this.#readHeader(end);
    if (!this.#wire.isBroken) {
      this.#wire.at = start;
    }
    const type = METRIC_TYPES[this.#type];
    const name = this.#name;
    const help = this.#help;
    if (type === undefined) {
      this.#report("type-unknown", at, String(this.#type));
      return { type: "untyped", name, help, metrics: [], at };
    }
    const family = this.#readMetrics(type, end, { name, help, at });
    return this.#unit === "" ? family : { ...family, unit: this.#unit };
  }

  #readMetrics(
    type: MetricType,
    end: number,
    { name, help, at }: Pick<MetricFamily, "name" | "help" | "at">,
  ): MetricFamily {
    switch (type) {
      case "counter":
      case "gauge":
      case "untyped":
        return { type, name, help, metrics: this.#readSamples(type, end), at };
      case "histogram":
      case "gaugehistogram":
        return { type, name, help, metrics: this.#readHistograms(end), at };
      case "summary":
        return { type, name, help, metrics: this.#readSummaries(end), at };
    }
  }

  /**
   * Reads everything except the metrics. It is read first, because metrics can come before the type, which they need.
   */
  #readHeader(end: number): void {
    const wire = this.#wire;
    this.#name = "";
    this.#help = "";
    this.#unit = "";
    this.#type = 0;
    while (wire.at < end) {
      const tag = wire.varint(end);
      switch (tag) {
        case FAMILY.METRIC:
          wire.at = wire.delimited(end);
          break;
        case FAMILY.NAME:
          this.#name = wire.string(end);
          wire.family = this.#name;
          break;
        case FAMILY.HELP:
          this.#help = wire.string(end);
          break;
        case FAMILY.UNIT:
          this.#unit = wire.stringOutOfOrder(end);
          break;
        case FAMILY.TYPE:
          this.#type = wire.varint(end);
          break;
        default:
          wire.skip(tag, FAMILY.FIELDS, end);
      }
    }
  }

  #readSamples(type: SampleType, end: number): readonly Sample[] {
    const samples: Sample[] = [];
    const wanted = VALUE_KINDS[type];
    for (let at = this.#nextMetric(end); at !== NONE; at = this.#nextMetric(end)) {
      if (this.#accept(wanted, at)) {
        samples.push(this.#toSample(type, at));
      }
    }
    return samples;
  }

  #toSample(type: SampleType, at: SourcePosition): Sample {
    const { value, exemplar, created } = this.#metric;
    const sample = { labels: this.#labels.toLabelSet(), value, at };
    return type === "counter" && (exemplar !== undefined || created !== undefined)
      ? { ...sample, exemplar, created }
      : sample;
  }

  #readHistograms(end: number): readonly Histogram[] {
    const histograms: Histogram[] = [];
    for (let at = this.#nextMetric(end); at !== NONE; at = this.#nextMetric(end)) {
      if (this.#accept(VALUE_KINDS.histogram, at)) {
        histograms.push(this.#toHistogram(at));
      }
    }
    return histograms;
  }

  #toHistogram(at: SourcePosition): Histogram {
    const { sum, count, native, exemplars, created, isMixed } = this.#metric;
    if (isMixed) {
      this.#report("native-counts-mixed", at);
    }
    const buckets = this.#order(this.#metric.buckets, upperBoundOf, "bucket-bound-invalid");
    const histogram = { labels: this.#labels.toLabelSet(), buckets, sum, count, at };
    return native !== undefined || exemplars !== undefined || created !== undefined
      ? { ...histogram, native, exemplars, created }
      : histogram;
  }

  #readSummaries(end: number): readonly Summary[] {
    const summaries: Summary[] = [];
    for (let at = this.#nextMetric(end); at !== NONE; at = this.#nextMetric(end)) {
      if (this.#accept(VALUE_KINDS.summary, at)) {
        const { sum, count, created } = this.#metric;
        const quantiles = this.#order(this.#metric.quantiles, quantileOf, "quantile-invalid");
        const summary = { labels: this.#labels.toLabelSet(), quantiles, sum, count, at };
        summaries.push(created === undefined ? summary : { ...summary, created });
      }
    }
    return summaries;
  }

  /** Reads the next metric before `end`. Returns its position, or {@link NONE}. */
  #nextMetric(end: number): SourcePosition {
    const wire = this.#wire;
    while (wire.at < end) {
      const at = wire.at;
      const tag = wire.varint(end);
      if (tag === FAMILY.METRIC) {
        const metricEnd = wire.delimited(end);
        wire.countPart();
        this.#metric.read(metricEnd);
        return at;
      }
      wire.skip(tag, NO_FIELDS, end);
    }
    return NONE;
  }

  /** Whether the metric that was read has only a value of its family's type. Reports this and its other issues. */
  #accept(wanted: number, at: SourcePosition): boolean {
    const { valueKinds, timestamp } = this.#metric;
    if (timestamp !== undefined) {
      this.#report("timestamp-present", at, String(timestamp));
    }
    const { repeated } = this.#labels.shape();
    if (repeated !== undefined) {
      this.#report("label-repeated", at, repeated);
    }
    for (const name of this.#labels.emptyNames()) {
      checkEmptyLabel(name, RESERVED_LABELS.get(wanted), at, this.#report);
    }
    if (valueKinds !== wanted) {
      const found = describeValueKinds(valueKinds & ~wanted);
      this.#report("value-of-wrong-type", at, `${found}, expected ${describeValueKinds(wanted)}`);
    }
    return valueKinds === wanted;
  }

  /** The parts in ascending order of their keys. Parts whose key is NaN are reported and left out. */
  #order<Part extends { readonly at: SourcePosition }>(
    parts: Part[],
    keyOf: (part: Part) => number,
    rule: RawIssueCode,
  ): readonly Part[] {
    const isNumeric = (part: Part): boolean => !Number.isNaN(keyOf(part));
    let kept = parts;
    if (!parts.every(isNumeric)) {
      kept = parts.filter(isNumeric);
      for (const part of parts) {
        if (!isNumeric(part)) {
          this.#report(rule, part.at, "NaN");
        }
      }
    }
    sortAscending(kept, keyOf);
    return kept;
  }

  readonly #report = (rule: RawIssueCode, at: SourcePosition, found?: string): void => {
    this.rawIssues.push(rawIssue(rule, this.#name, at, found));
    if (this.rawIssues.length > MAX_RAW_ISSUES) {
      this.#wire.giveUp(TOO_MANY.rawIssues);
    }
  };
}

/** For the kinds of values whose metrics use a label themselves: that label. */
const RESERVED_LABELS: ReadonlyMap<number, string> = new Map([
  [VALUE_KINDS.histogram, "le"],
  [VALUE_KINDS.summary, "quantile"],
]);

/** There is no further metric. */
const NONE = -1;

/** The other fields of the family were read and checked before, so here all of them are skipped. */
const NO_FIELDS = 0;

const upperBoundOf = ({ upperBound }: Bucket): number => upperBound;

const quantileOf = ({ quantile }: Quantile): number => quantile;

const describeValueKinds = (valueKinds: number): string => {
  const names = Object.entries(VALUE_KINDS).filter(([, bit]) => (valueKinds & bit) !== 0);
  return names.length === 0 ? "no value" : names.map(([name]) => name).join(" and ");
};
