import type { RawIssue } from "../../model/decoded-exposition.ts";
import {
  type Bucket,
  type Histogram,
  isLabelName,
  type MetricFamily,
  type MetricType,
  type Quantile,
  type Sample,
  type SampleType,
  type SourcePosition,
  type Summary,
} from "../../model/exposition.ts";
import type { IssueList } from "../../model/issue.ts";
import { type RawIssueCode, rawIssue, type SyntaxIssue } from "../found-issues.ts";
import { MAX_FAMILIES, MAX_RAW_ISSUES, TOO_MANY, type TooMany } from "../part-limit.ts";
import { sortAscending } from "../sort.ts";
import { FAMILY } from "./fields.ts";
import { ProtobufLabelReader } from "./label-reader.ts";
import { HELD, ProtobufMetricReader } from "./metric-reader.ts";
import { WireReader } from "./wire-reader.ts";

/** Reads a stream of families. */
export class FamilyReader {
  readonly rawIssues: RawIssue[] = [];
  readonly #wire: WireReader;
  readonly #labels: ProtobufLabelReader;
  readonly #metric: ProtobufMetricReader;
  // Of the family that is read.
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

  /** Reads the message from the reader's place to `end`; its length is at `at`. */
  #readFamily(at: SourcePosition, end: number): MetricFamily {
    const start = this.#wire.at;
    this.#readHeader(end);
    if (!this.#wire.isBroken) {
      this.#wire.at = start;
    }
    const type = TYPES[this.#type];
    const name = this.#name;
    const help = this.#help;
    if (type === undefined) {
      this.#note("type-unknown", at, String(this.#type));
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

  /** Reads everything except the metrics. Metrics can come first, and need the type to be understood. */
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
          this.#unit = wire.farString(end);
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
    const held = HELD[type];
    for (let at = this.#nextMetric(end); at !== NONE; at = this.#nextMetric(end)) {
      if (this.#accept(held, at)) {
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
      if (this.#accept(HELD.histogram, at)) {
        histograms.push(this.#toHistogram(at));
      }
    }
    return histograms;
  }

  #toHistogram(at: SourcePosition): Histogram {
    const { sum, count, native, exemplars, created, isMixed } = this.#metric;
    if (isMixed) {
      this.#note("native-counts-mixed", at);
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
      if (this.#accept(HELD.summary, at)) {
        const { sum, count, created } = this.#metric;
        const quantiles = this.#order(this.#metric.quantiles, quantileOf, "quantile-invalid");
        const summary = { labels: this.#labels.toLabelSet(), quantiles, sum, count, at };
        summaries.push(created === undefined ? summary : { ...summary, created });
      }
    }
    return summaries;
  }

  /** Reads the next metric before `end` and gives its place, if there is one. */
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

  /** Whether the metric that was read holds what its family promises. Notes all that it says besides. */
  #accept(wanted: number, at: SourcePosition): boolean {
    const { held, timestamp } = this.#metric;
    if (timestamp !== undefined) {
      this.#note("timestamp-present", at, String(timestamp));
    }
    const { repeated } = this.#labels.shape();
    if (repeated !== undefined) {
      this.#note("label-repeated", at, repeated);
    }
    for (const name of this.#labels.emptyNames()) {
      this.#checkEmptyLabel(name, wanted, at);
    }
    if (held !== wanted) {
      this.#note("value-of-wrong-type", at, describeHeld(held & ~wanted));
    }
    return held === wanted;
  }

  /** A label without a value is dropped, but its name is checked, because a reserved name makes the metric invalid. */
  #checkEmptyLabel(name: string, wanted: number, at: SourcePosition): void {
    if (name === "") {
      this.#note("label-name-invalid", at);
    } else if (!isLabelName(name)) {
      this.#note("label-name-utf8", at, name);
    }
    if (name.startsWith("__")) {
      this.#note("label-name-reserved", at, name);
    }
    const isMisplaced =
      (name === "le" && wanted === HELD.histogram) || (name === "quantile" && wanted === HELD.summary);
    if (isMisplaced) {
      this.#note("label-misplaced", at, name);
    }
  }

  /** The parts ascending, but for those whose key is NaN, which are noted. */
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
          this.#note(rule, part.at, "NaN");
        }
      }
    }
    sortAscending(kept, keyOf);
    return kept;
  }

  #note(rule: RawIssueCode, at: SourcePosition, found?: string): void {
    this.rawIssues.push(rawIssue(rule, this.#name, at, found));
    if (this.rawIssues.length > MAX_RAW_ISSUES) {
      this.#wire.giveUp(TOO_MANY.rawIssues);
    }
  }
}

/** By number, as in `MetricType`. */
const TYPES: readonly MetricType[] = [
  "counter",
  "gauge",
  "summary",
  "untyped",
  "histogram",
  "gaugehistogram",
];

/** The place of no metric. */
const NONE = -1;

/** The header was read before the metrics: nothing of it can be wrong any more. */
const NO_FIELDS = 0;

const upperBoundOf = ({ upperBound }: Bucket): number => upperBound;

const quantileOf = ({ quantile }: Quantile): number => quantile;

const describeHeld = (held: number): string => {
  const names = Object.entries(HELD).filter(([, bit]) => (held & bit) !== 0);
  return names.length === 0 ? "no value" : names.map(([name]) => name).join(" and ");
};
