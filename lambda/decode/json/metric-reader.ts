import type {
  Exemplar,
  Histogram,
  LabelSet,
  NativeBuckets,
  Sample,
  SourcePosition,
  Summary,
} from "../../model/exposition.ts";
import { NO_LABELS } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/fields.ts";
import { quote } from "../../model/issue.ts";
import { checkEmptyLabel } from "../empty-label.ts";
import type { RawIssueCode, ReportRawIssue } from "../found-issues.ts";
import type { TooMany } from "../part-limit.ts";
import { sortAscending } from "../sort.ts";
import { parseNumberText } from "../text/parse-number.ts";
import { placeExemplars } from "./bucket-exemplars.ts";
import { readExemplar, readExemplars, readTimestamp } from "./extras-reader.ts";
import { describeJson, parseJsonNumber, reportShape } from "./json-value.ts";
import { LabelSetBook } from "./label-set-book.ts";
import { readNative } from "./native-reader.ts";

/** Reads the metrics of a family. Each method returns undefined for a metric that must be left out, and reports why. */
export class JsonMetricReader {
  readonly #report: ReportRawIssue;
  readonly #labelSets = new LabelSetBook();

  constructor(report: ReportRawIssue) {
    this.#report = report;
  }

  /** The exceeded limit, if any. */
  get tooMany(): TooMany | undefined {
    return this.#labelSets.tooMany;
  }

  readCounter(entry: unknown, at: SourcePosition): Sample | undefined {
    const sample = this.#readValue(entry, at, COUNTER_KEYS);
    return (
      sample &&
      this.#withExtras(sample, entry as Fields, {
        exemplar: this.#readExemplar(entry as Fields, at),
      })
    );
  }

  readSample(entry: unknown, at: SourcePosition): Sample | undefined {
    return this.#readValue(entry, at, SAMPLE_KEYS);
  }

  #readValue(entry: unknown, at: SourcePosition, keys: ReadonlySet<string>): Sample | undefined {
    const metric = this.#readObject(entry, at, keys);
    const labels = metric && this.#readLabels(metric["labels"], at, undefined);
    if (labels === undefined) {
      return undefined;
    }
    if (metric!["value"] === undefined) {
      this.#report("value-of-wrong-type", at, "no value");
      return undefined;
    }
    const value = this.#readNumber(metric!, "value", at);
    return value === undefined ? undefined : { labels, value, at };
  }

  readHistogram(entry: unknown, at: SourcePosition): Histogram | undefined {
    const metric = this.#readObject(entry, at, HISTOGRAM_KEYS);
    const labels = metric && this.#readLabels(metric["labels"], at, "le");
    if (labels === undefined) {
      return undefined;
    }
    const buckets = this.#readPairs(metric!, "buckets", "bucket-bound-invalid", at).map(
      ([upperBound, count]) => ({
        upperBound,
        cumulativeCount: count,
        at,
      }),
    );
    sortAscending(buckets, ({ upperBound }) => upperBound);
    const native = this.#readNative(metric!, at);
    const [sum, count] = [this.#readNumber(metric!, "sum", at), this.#readNumber(metric!, "count", at)];
    if (native !== undefined && metric!["count"] === undefined) {
      this.#report("json-shape", at, 'expected a "count" in a native histogram, got none');
    } else if (metric!["count"] === undefined && buckets.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) {
      this.#report("json-shape", at, 'expected a "count" or a bucket "+Inf" in a histogram, got neither');
    }
    const histogram: Histogram = {
      labels,
      buckets: placeExemplars({ buckets, count, at }, metric!, this.#report),
      sum,
      count,
      at,
    };
    return this.#withExtras(histogram, metric!, {
      native,
      exemplars: readExemplars(metric!, at, this.#report),
    });
  }

  #readNative(metric: Fields, at: SourcePosition): NativeBuckets | undefined {
    const { native, count } = metric;
    // A count that is missing or not a number is reported where the count of the histogram is read.
    const known = parseJsonNumber(count) === undefined ? 0 : count;
    return native === undefined ? undefined : readNative(native, known, at, this.#report);
  }

  #readExemplar({ exemplar }: Fields, at: SourcePosition): Exemplar | undefined {
    return exemplar === undefined ? undefined : readExemplar(exemplar, at, this.#report);
  }

  /** The metric with its extras and its created timestamp; the same object if it has none of them. */
  #withExtras<Metric extends Sample | Histogram | Summary>(
    metric: Metric,
    fields: Fields,
    extras: Partial<Metric>,
  ): Metric {
    const created = readTimestamp(fields, "created", metric.at, this.#report);
    const isPlain = created === undefined && Object.values(extras).every((extra) => extra === undefined);
    return isPlain ? metric : { ...metric, ...extras, created };
  }

  readSummary(entry: unknown, at: SourcePosition): Summary | undefined {
    const metric = this.#readObject(entry, at, SUMMARY_KEYS);
    const labels = metric && this.#readLabels(metric["labels"], at, "quantile");
    if (labels === undefined) {
      return undefined;
    }
    const quantiles = this.#readPairs(metric!, "quantiles", "quantile-invalid", at).map(
      ([quantile, value]) => ({
        quantile,
        value,
        at,
      }),
    );
    sortAscending(quantiles, ({ quantile }) => quantile);
    const [sum, count] = [this.#readNumber(metric!, "sum", at), this.#readNumber(metric!, "count", at)];
    if (Object.keys(metric!).every((key) => key === "labels")) {
      this.#report("value-of-wrong-type", at, "no value");
    }
    return this.#withExtras({ labels, quantiles, sum, count, at }, metric!, {});
  }

  #readObject(entry: unknown, at: SourcePosition, keys: ReadonlySet<string>): Fields | undefined {
    if (!isRecord(entry)) {
      return reportShape(this.#report, at, "a metric (an object)", entry);
    }
    for (const key of Object.keys(entry)) {
      if (key === "timestamp_ms") {
        this.#report("timestamp-present", at, describeTimestamp(entry[key]));
      } else if (!METRIC_KEYS.has(key)) {
        this.#report("key-unknown", at, key);
      } else if (!keys.has(key)) {
        this.#report("value-of-wrong-type", at, `${quote(key)}, which its type does not have`);
      }
    }
    return entry;
  }

  /** Undefined if the key is missing. Also undefined if its value is not a number, which is reported. */
  #readNumber(metric: Fields, key: string, at: SourcePosition): number | undefined {
    const value = metric[key];
    const number = parseJsonNumber(value);
    if (number === undefined && value !== undefined) {
      reportShape(this.#report, at, `a number under ${quote(key)}`, value);
    }
    return number;
  }

  /** The entries of an object whose keys and values are numbers. Entries of another form are reported and left out. */
  #readPairs(
    metric: Fields,
    key: "buckets" | "quantiles",
    ruleOfKeys: RawIssueCode,
    at: SourcePosition,
  ): readonly (readonly [number, number])[] {
    const { [key]: pairs = {} } = metric;
    if (!isRecord(pairs)) {
      reportShape(this.#report, at, `an object of numbers under ${quote(key)}`, pairs);
      return [];
    }
    return Object.entries(pairs).flatMap(([name, content]) => {
      const [number, value] = [parseNumberText(name), parseJsonNumber(content)];
      const isNumber = number !== undefined && !Number.isNaN(number);
      if (!isNumber) {
        this.#report(ruleOfKeys, at, name);
      }
      if (value === undefined) {
        reportShape(this.#report, at, `a number under ${quote(key)}, ${quote(name)}`, content);
      }
      return isNumber && value !== undefined ? [[number, value] as const] : [];
    });
  }

  /**
   * `reserved` is the label that the type uses itself, such as `le`. Undefined if the labels are not valid, which is
   * reported.
   */
  #readLabels(value: unknown, at: SourcePosition, reserved: string | undefined): LabelSet | undefined {
    if (value === undefined) {
      return NO_LABELS;
    }
    if (!isRecord(value)) {
      return reportShape(this.#report, at, 'an object of texts under "labels"', value);
    }
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== "string") {
        return reportShape(this.#report, at, `a text as the value of the label ${quote(name)}`, text);
      }
      if (text === "") {
        checkEmptyLabel(name, reserved, at, this.#report);
      }
    }
    return this.#labelSets.toLabelSet(value as Readonly<Record<string, string>>);
  }
}

const SAMPLE_KEYS: ReadonlySet<string> = new Set(["labels", "value"]);
const COUNTER_KEYS: ReadonlySet<string> = new Set([...SAMPLE_KEYS, "exemplar", "created"]);
const HISTOGRAM_KEYS: ReadonlySet<string> = new Set([
  "labels",
  "buckets",
  "bucket_exemplars",
  "native",
  "exemplars",
  "sum",
  "count",
  "created",
]);
const SUMMARY_KEYS: ReadonlySet<string> = new Set(["labels", "quantiles", "sum", "count", "created"]);
const METRIC_KEYS: ReadonlySet<string> = new Set([...COUNTER_KEYS, ...HISTOGRAM_KEYS, ...SUMMARY_KEYS]);

const describeTimestamp = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : describeJson(value);
