import type { SourcePosition } from "../../model/exposition.ts";
import { findTooManyLines, LINES_BETWEEN_COUNTS, type TooMany } from "../part-limit.ts";
import { toLabelSet } from "../sort.ts";
import {
  CARRIAGE_RETURN,
  HASH,
  isBlank,
  isMetricNameByte,
  isMetricNameStart,
  LINE_FEED,
  OPEN_BRACE,
} from "../text/bytes.ts";
import type { SampleTarget } from "../text/family-book.ts";
import { IssueLog } from "../text/issue-log.ts";
import { TextLabelReader } from "../text/label-reader.ts";
import { LineCursor } from "../text/line-cursor.ts";
import { parseNumber } from "../text/parse-number.ts";
import type { TextPayload } from "../text/payload.ts";
import { QuotedNames } from "../text/quoted-names.ts";
import { SampleCollector } from "../text/sample-collector.ts";
import { valueIssue } from "../text/text-issues.ts";
import { byteOrderMarkLength } from "../text/text-source.ts";
import { toTimestamp } from "../to-timestamp.ts";
import { CreatedCollector } from "./created-collector.ts";
import { DescriptorReader } from "./descriptor-reader.ts";
import { OpenMetricsFamilyBook } from "./openmetrics-family-book.ts";
import { OPENMETRICS_ISSUES, type OpenMetricsIssueCode } from "./openmetrics-issues.ts";

/**
 * Parses OpenMetrics 1.0 text. It accepts blanks, empty lines, comments and carriage returns, because they do no harm.
 * `# EOF` is required. Each state of the parser is a method. Its comment says what is at the offset that it gets. It
 * returns the start of the next line, unless its comment says something else. After an issue, parsing continues at the
 * next line.
 */
export class OpenMetricsParser {
  readonly log: IssueLog<OpenMetricsIssueCode>;
  tooMany: TooMany | undefined;
  readonly families: OpenMetricsFamilyBook;
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #labels: TextLabelReader;
  // A separate reader, because a reader is fast only for labels that are similar to those before.
  readonly #exemplarLabels: TextLabelReader;
  readonly #samples: SampleCollector;
  readonly #quoted: QuotedNames;
  readonly #created: CreatedCollector;
  readonly #descriptors: DescriptorReader;
  #hasEnded = false;

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new IssueLog(this.#cursor, OPENMETRICS_ISSUES);
    this.families = new OpenMetricsFamilyBook(this.log.rawIssues);
    this.#labels = new TextLabelReader(payload);
    this.#exemplarLabels = new TextLabelReader(payload);
    this.#samples = new SampleCollector(this.#labels, this.log.rawIssues);
    this.#quoted = new QuotedNames(payload, this.#cursor, this.log);
    this.#created = new CreatedCollector(this.#labels, this.log.rawIssues);
    this.#descriptors = new DescriptorReader(payload, this.#cursor, this.log, this.families, this.#quoted);
  }

  parse(): void {
    const end = this.#bytes.length;
    let at = byteOrderMarkLength(this.#bytes);
    if (at > 0) {
      this.log.note("byte-order-mark", "the byte order mark at the start was ignored");
    }
    let lines = 0;
    while (at < end && !this.#hasEnded && this.tooMany === undefined) {
      const next = lines + LINES_BETWEEN_COUNTS;
      for (; at < end && lines < next && !this.#hasEnded && this.#tooManyLabels === undefined; lines++) {
        at = this.#startOfLine(at);
      }
      this.tooMany = this.#findTooMany(lines);
    }
    this.#created.settle();
    if (this.#hasEnded) {
      this.#afterEnd(at);
    } else {
      this.log.issue("eof-missing", end - 1);
    }
  }

  get #tooManyLabels(): TooMany | undefined {
    return this.#labels.tooMany ?? this.#exemplarLabels.tooMany;
  }

  #findTooMany(lines: number): TooMany | undefined {
    return findTooManyLines(lines, this.families.size, this.log.rawIssues.length) ?? this.#tooManyLabels;
  }

  /** After the line `# EOF`. */
  #afterEnd(start: number): void {
    let at = start;
    while (isBlank(this.#bytes[at]!) || this.#cursor.lineEndLength(at) > 0) {
      at++;
    }
    if (at < this.#bytes.length) {
      this.log.issue("text-after-eof", at);
    }
  }

  /** At the start of a line. */
  #startOfLine(start: number): number {
    const at = this.#cursor.skipBlanks(start);
    const byte = this.#bytes[at]!;
    if (isMetricNameStart(byte)) {
      return this.#sample(at);
    }
    switch (byte) {
      case HASH:
        return this.#comment(at);
      case LINE_FEED:
      case CARRIAGE_RETURN:
        this.log.note("empty-lines", "empty lines, which OpenMetrics does not have, were ignored");
        return this.log.endLine(at, "metric-name-expected");
      case OPEN_BRACE:
        return this.#nextLineOr(this.#quoted.skipSeries(at + 1), "metric-name-missing", at);
      default:
        return this.log.issue("metric-name-expected", at);
    }
  }

  /** At the first byte of a metric name. */
  #sample(start: number): number {
    let nameEnd = start;
    while (isMetricNameByte(this.#bytes[nameEnd]!)) {
      nameEnd++;
    }
    const at = this.#sampleLabels(start, nameEnd);
    return at === -1 ? this.#cursor.nextLine(start) : this.#value(at, start, nameEnd);
  }

  /**
   * At the end of a metric name that starts at `nameStart`. Returns the offset of the value, or -1 if there is an
   * issue.
   */
  #sampleLabels(nameStart: number, start: number): number {
    const at = this.#cursor.skipBlanks(start);
    if (this.#bytes[at] === OPEN_BRACE) {
      const end = this.#labels.read(at + 1);
      if (end !== -1) {
        return this.#cursor.skipBlanks(end);
      }
      const next = this.#quoted.skipSeries(at + 1, this.#payload.slice(nameStart, start));
      this.#nextLineOr(next, this.#labels.issue, this.#labels.issueAt);
      return -1;
    }
    this.#labels.readNone();
    if (at > start || this.#cursor.lineEndLength(at) > 0) {
      return at;
    }
    this.log.issue("metric-name-unfinished", at);
    return -1;
  }

  /** Returns `next`, the start of the next line. If that is -1, adds the issue. */
  #nextLineOr(next: number, issue: OpenMetricsIssueCode, at: number): number {
    return next === -1 ? this.log.issue(issue, at) : next;
  }

  /**
   * At the first byte of a value, or at a line end where a value is missing. The metric name is between `nameStart` and
   * `nameEnd`.
   */
  #value(start: number, nameStart: number, nameEnd: number): number {
    const end = this.#cursor.tokenEnd(start);
    const value = parseNumber(this.#payload, start, end);
    if (value === undefined) {
      return this.log.issue(valueIssue(this.#payload.slice(start, end)), start);
    }
    const name = this.#payload.slice(nameStart, nameEnd);
    const target = this.families.resolve(name, nameStart);
    if (target === undefined) {
      this.log.rawIssue("sample-suffix-missing", name, nameStart);
    } else if (target.part === "created") {
      this.#created.add(target, toTimestamp(this.#payload.slice(start, end), value), nameStart);
    } else {
      this.#samples.add(target, value, nameStart);
    }
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, { name, target, at: nameStart });
  }

  /** At the end of a value, where the line does not end. */
  #afterValue(start: number, sample: ReadSample): number {
    const at = this.#cursor.skipBlanks(start);
    if (this.#cursor.lineEndLength(at) > 0) {
      return this.log.endLine(at, "timestamp-invalid");
    }
    if (this.#bytes[at] === HASH) {
      return this.#exemplar(at, sample);
    }
    const end = this.#cursor.tokenEnd(at);
    if (!isTime(parseNumber(this.#payload, at, end))) {
      return this.log.issue("timestamp-invalid", at);
    }
    this.log.rawIssue("timestamp-present", sample.name, sample.at, this.#payload.slice(at, end));
    const next = this.#cursor.skipBlanks(end);
    return this.#bytes[next] === HASH
      ? this.#exemplar(next, sample)
      : this.log.endLine(next, "line-unfinished");
  }

  /** At the `#` of an exemplar. */
  #exemplar(start: number, { target, at: sampleAt }: ReadSample): number {
    const brace = this.#cursor.skipBlanks(start + 1);
    if (this.#bytes[brace] !== OPEN_BRACE) {
      return this.log.issue("exemplar-invalid", start);
    }
    const labelsEnd = this.#exemplarLabels.read(brace + 1);
    if (labelsEnd === -1) {
      return this.log.issue(this.#exemplarLabels.issue, this.#exemplarLabels.issueAt);
    }
    const at = this.#cursor.skipBlanks(labelsEnd);
    const end = this.#cursor.tokenEnd(at);
    const value = parseNumber(this.#payload, at, end);
    if (value === undefined) {
      return this.log.issue("exemplar-invalid", at);
    }
    const timeAt = this.#cursor.skipBlanks(end);
    const timeEnd = this.#cursor.tokenEnd(timeAt);
    const seconds = timeAt < timeEnd ? parseNumber(this.#payload, timeAt, timeEnd) : 0;
    if (!isTime(seconds)) {
      return this.log.issue("exemplar-invalid", timeAt);
    }
    if (target?.part === "created") {
      this.log.rawIssue("exemplar-misplaced", target.family.name, sampleAt);
    } else if (target !== undefined) {
      const labels = toLabelSet(this.#exemplarLabels.pairs());
      const timestamp =
        timeAt < timeEnd ? toTimestamp(this.#payload.slice(timeAt, timeEnd), seconds) : undefined;
      this.#samples.addExemplar(target, { labels, value, timestamp }, sampleAt);
    }
    return this.log.endLine(this.#cursor.skipBlanks(timeEnd), "line-unfinished");
  }

  /** At a `#`. */
  #comment(start: number): number {
    const at = this.#cursor.skipBlanks(start + 1);
    const end = this.#cursor.tokenEnd(at);
    const keyword = end - at <= 4 ? this.#payload.slice(at, end) : "";
    switch (keyword) {
      case "HELP":
      case "TYPE":
      case "UNIT":
        return this.#descriptors.read(end, keyword);
      case "EOF":
        this.#hasEnded = true;
        return this.log.endLine(this.#cursor.skipBlanks(end), "text-after-eof");
      default:
        this.log.note("comments", "comments, which OpenMetrics does not have, were ignored");
        return this.#cursor.nextLine(end);
    }
  }
}

/** A sample whose name, labels and value are read, but not the rest of its line. */
interface ReadSample {
  readonly name: string;
  readonly target: SampleTarget | undefined;
  readonly at: SourcePosition;
}

const isTime = (value: number | undefined): value is number => Number.isFinite(value);
