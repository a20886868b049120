import type { RawIssue } from "../../model/decoded-exposition.ts";
import { type MetricFamily, NO_LABELS, type SourcePosition } from "../../model/exposition.ts";
import { type Fields, isRecord, toRecord } from "../../model/fields.ts";
import { quote } from "../../model/issue.ts";
import { type ReportRawIssue, rawIssue } from "../found-issues.ts";
import { MAX_RAW_ISSUES, TOO_MANY, type TooMany } from "../part-limit.ts";
import { TEXT_TYPES } from "../text/types.ts";
import type { JsonScan } from "./json-scan.ts";
import { toPosition, WHOLE } from "./json-source.ts";
import { parseJsonNumber, reportShape } from "./json-value.ts";
import { JsonMetricReader } from "./metric-reader.ts";

/** Makes families from parsed JSON. Parts with another form are reported and left out. */
export class ExpositionReader {
  readonly rawIssues: RawIssue[] = [];
  readonly #scan: JsonScan;
  readonly #report: ReportRawIssue = (rule, at, found) => {
    if (this.rawIssues.length <= MAX_RAW_ISSUES) {
      this.rawIssues.push(rawIssue(rule, this.#family, at, found));
    }
  };
  readonly #metrics = new JsonMetricReader(this.#report);
  /** The name of the current family; empty if it has none. */
  #family = "";
  #repeatedTaken = 0;

  constructor(scan: JsonScan) {
    this.#scan = scan;
  }

  /** The exceeded limit, if any. */
  get tooMany(): TooMany | undefined {
    return this.rawIssues.length > MAX_RAW_ISSUES ? TOO_MANY.rawIssues : this.#metrics.tooMany;
  }

  read(value: unknown): readonly MetricFamily[] {
    if (Array.isArray(value)) {
      return value.flatMap((entry, index) => this.#readFamily(entry, index) ?? []);
    }
    if (isRecord(value)) {
      return this.#readShorthand(value);
    }
    reportShape(this.#report, WHOLE, "a list of families, or an object of names and numbers", value);
    return [];
  }

  #readShorthand(object: Fields): readonly MetricFamily[] {
    return [...this.#scan.topKeys].flatMap(([name, index]) => {
      this.#enter(name, index);
      return this.#readGauge(name, object[name], toPosition(index)) ?? [];
    });
  }

  #readGauge(name: string, content: unknown, at: SourcePosition): MetricFamily | undefined {
    const value = parseJsonNumber(content);
    if (value === undefined) {
      return reportShape(this.#report, at, `a number as the value of ${quote(name)}`, content);
    }
    return { type: "gauge", name, help: "", metrics: [{ labels: NO_LABELS, value, at }], at };
  }

  #readFamily(entry: unknown, index: number): MetricFamily | undefined {
    const at = toPosition(index);
    const object = toRecord(entry);
    const { name, help = "", type = "untyped", unit = "", metrics } = object;
    this.#enter(typeof name === "string" ? name : "", index);
    if (object !== entry) {
      return reportShape(this.#report, at, "a family (an object)", entry);
    }
    for (const key of Object.keys(object)) {
      if (!FAMILY_KEYS.has(key)) {
        this.#report("key-unknown", at, key);
      }
    }
    if (typeof name !== "string") {
      return reportShape(this.#report, at, 'a text under "name"', name);
    }
    if (typeof help !== "string") {
      return reportShape(this.#report, at, 'a text under "help"', help);
    }
    if (typeof type !== "string") {
      return reportShape(this.#report, at, 'a text under "type"', type);
    }
    if (typeof unit !== "string") {
      return reportShape(this.#report, at, 'a text under "unit"', unit);
    }
    if (!Array.isArray(metrics)) {
      return reportShape(this.#report, at, 'a list under "metrics"', metrics);
    }
    return this.#readMetrics({ name, help, at, ...(unit !== "" && { unit }) }, type, metrics, index);
  }

  #readMetrics(
    family: Pick<MetricFamily, "name" | "help" | "unit" | "at">,
    typeName: string,
    entries: readonly unknown[],
    index: number,
  ): MetricFamily | undefined {
    const type = TEXT_TYPES.get(typeName.toLowerCase());
    const places = entries.map((entry, metric) => ({ entry, at: toPosition(index, metric) }));
    switch (type) {
      case "counter":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at }) => this.#metrics.readCounter(entry, at) ?? []),
        };
      case "gauge":
      case "untyped":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at }) => this.#metrics.readSample(entry, at) ?? []),
        };
      case "histogram":
      case "gaugehistogram":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at }) => this.#metrics.readHistogram(entry, at) ?? []),
        };
      case "summary":
        return {
          ...family,
          type,
          metrics: places.flatMap(({ entry, at }) => this.#metrics.readSummary(entry, at) ?? []),
        };
      default:
        this.#report("type-unknown", family.at, typeName);
        return undefined;
    }
  }

  /** Begins a family. Reports the repeated keys that the scan has found in it. */
  #enter(name: string, index: number): void {
    const { repeated } = this.#scan;
    this.#family = name;
    while (
      this.#repeatedTaken < repeated.length &&
      repeated[this.#repeatedTaken]!.at < toPosition(index + 1)
    ) {
      const { at, key } = repeated[this.#repeatedTaken++]!;
      this.#report("key-repeated", at, key);
    }
  }
}

/** The Pushgateway's answers contain `time_stamp`, the time of the push. It is ignored. */
const FAMILY_KEYS: ReadonlySet<string> = new Set(["name", "help", "type", "unit", "metrics", "time_stamp"]);
