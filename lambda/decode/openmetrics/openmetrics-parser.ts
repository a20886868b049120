import type { SourcePosition } from "../../model/exposition.ts";
import { quote } from "../../model/issue.ts";
import { EXEMPLARS_DROPPED } from "../exemplars-note.ts";
import { findTooManyLines, LINES_BETWEEN_COUNTS, type TooMany } from "../part-limit.ts";
import {
  CARRIAGE_RETURN,
  HASH,
  isBlank,
  isMetricNameByte,
  isMetricNameStart,
  LINE_FEED,
  OPEN_BRACE,
} from "../text/bytes.ts";
import { TextLabelReader } from "../text/label-reader.ts";
import { LineCursor } from "../text/line-cursor.ts";
import { LineLog } from "../text/line-log.ts";
import { parseNumber } from "../text/parse-number.ts";
import type { TextPayload } from "../text/payload.ts";
import { SampleStore } from "../text/sample-store.ts";
import { valueIssue } from "../text/text-issues.ts";
import { byteOrderMarkLength } from "../text/text-source.ts";
import { unescapeHelp } from "../text/unescape-help.ts";
import { type OpenFamily, OpenFamilyBook } from "./open-family-book.ts";
import { OPENMETRICS_ISSUES, type OpenMetricsIssueCode } from "./openmetrics-issues.ts";
import { OPENMETRICS_TYPES } from "./types.ts";

/**
 * OpenMetrics 1.0 text, lenient with what does no harm (blanks, empty lines, comments, carriage returns), strict about `# EOF`.
 * Each state is a method: it is handed the place where it starts, under the precondition that it names, and gives the
 * start of the next line. An issue is noted, and reading goes on at the next line.
 */
export class OpenMetricsParser {
  readonly log: LineLog<OpenMetricsIssueCode>;
  tooMany: TooMany | undefined;
  readonly families: OpenFamilyBook;
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #labels: TextLabelReader;
  // Of exemplars, whose labels are nothing like those of series.
  readonly #exemplarLabels: TextLabelReader;
  readonly #store: SampleStore;
  #hasEnded = false;

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new LineLog(this.#cursor, OPENMETRICS_ISSUES);
    this.families = new OpenFamilyBook(this.log.rawIssues);
    this.#labels = new TextLabelReader(payload);
    this.#exemplarLabels = new TextLabelReader(payload);
    this.#store = new SampleStore(this.#labels, this.log.rawIssues);
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
    return (
      findTooManyLines(lines, this.families.size, this.log.rawIssues.length) ??
      this.#labels.tooMany ??
      this.#exemplarLabels.tooMany
    );
  }

  /** Behind the line `# EOF`. */
  #afterEnd(start: number): void {
    let at = start;
    while (isBlank(this.#bytes[at]!) || this.#cursor.lineEndLength(at) > 0) {
      at++;
    }
    if (at < this.#bytes.length) {
      this.log.issue("text-after-eof", at);
    }
  }

  /** A line starts here. */
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
        this.log.note("empty-lines", "empty lines, which OpenMetrics has not, were ignored");
        return this.#endOfLine(at, "metric-name-expected");
      case OPEN_BRACE:
        return this.log.issue("metric-name-missing", at);
      default:
        return this.log.issue("metric-name-expected", at);
    }
  }

  /** The first byte of a metric name is here. */
  #sample(start: number): number {
    let nameEnd = start;
    while (isMetricNameByte(this.#bytes[nameEnd]!)) {
      nameEnd++;
    }
    const at = this.#sampleLabels(nameEnd);
    return at === -1 ? this.#cursor.nextLine(start) : this.#value(at, start, nameEnd);
  }

  /** A metric name ends here. Gives the place of the value; -1 when there is an issue. */
  #sampleLabels(start: number): number {
    const at = this.#cursor.skipBlanks(start);
    if (this.#bytes[at] === OPEN_BRACE) {
      return this.#readLabels(this.#labels, at + 1);
    }
    this.#labels.readNone();
    if (at > start || this.#cursor.lineEndLength(at) > 0) {
      return at;
    }
    this.log.issue("metric-name-unfinished", at);
    return -1;
  }

  /** A brace is before `start`. Gives the place of what follows the labels; -1 when there is an issue. */
  #readLabels(labels: TextLabelReader, start: number): number {
    const end = labels.read(start);
    if (end !== -1) {
      return this.#cursor.skipBlanks(end);
    }
    this.log.issue(labels.issue, labels.issueAt);
    return -1;
  }

  /** The first byte of a value is here, or the line ends too early. The name is from `nameStart` to `nameEnd`. */
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
    } else {
      this.#store.add(target, value, nameStart);
    }
    // Stryker disable next-line ConditionalExpression: a line end behind blanks, of which there may be none, is found as well
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, name, nameStart);
  }

  /** A value has ended, but not the line. */
  #afterValue(start: number, name: string, sampleAt: SourcePosition): number {
    const at = this.#cursor.skipBlanks(start);
    // Stryker disable next-line StringLiteral: the line does end here
    if (this.#cursor.lineEndLength(at) > 0) {
      return this.#endOfLine(at, "timestamp-invalid");
    }
    if (this.#bytes[at] === HASH) {
      return this.#exemplar(at);
    }
    const end = this.#cursor.tokenEnd(at);
    if (!isTime(parseNumber(this.#payload, at, end))) {
      return this.log.issue("timestamp-invalid", at);
    }
    this.log.rawIssue("timestamp-present", name, sampleAt, this.#payload.slice(at, end));
    const next = this.#cursor.skipBlanks(end);
    return this.#bytes[next] === HASH ? this.#exemplar(next) : this.#endOfLine(next, "line-unfinished");
  }

  /** The `#` of an exemplar is here. */
  #exemplar(start: number): number {
    const brace = this.#cursor.skipBlanks(start + 1);
    if (this.#bytes[brace] !== OPEN_BRACE) {
      return this.log.issue("exemplar-invalid", start);
    }
    const at = this.#readLabels(this.#exemplarLabels, brace + 1);
    if (at === -1) {
      return this.#cursor.nextLine(start);
    }
    const end = this.#cursor.tokenEnd(at);
    if (parseNumber(this.#payload, at, end) === undefined) {
      return this.log.issue("exemplar-invalid", at);
    }
    this.log.note(EXEMPLARS_DROPPED.code, EXEMPLARS_DROPPED.detail);
    const timeAt = this.#cursor.skipBlanks(end);
    const timeEnd = this.#cursor.tokenEnd(timeAt);
    if (timeAt < timeEnd && !isTime(parseNumber(this.#payload, timeAt, timeEnd))) {
      return this.log.issue("exemplar-invalid", timeAt);
    }
    return this.#endOfLine(this.#cursor.skipBlanks(timeEnd), "line-unfinished");
  }

  /** A `#` is here. */
  #comment(start: number): number {
    const at = this.#cursor.skipBlanks(start + 1);
    const end = this.#cursor.tokenEnd(at);
    // Stryker disable next-line ConditionalExpression,StringLiteral: what is longer is no keyword anyway, however it reads
    const keyword = end - at <= 4 ? this.#payload.slice(at, end) : "";
    switch (keyword) {
      case "HELP":
      case "TYPE":
      case "UNIT":
        return this.#descriptor(end, keyword);
      case "EOF":
        this.#hasEnded = true;
        return this.#endOfLine(this.#cursor.skipBlanks(end), "text-after-eof");
      default:
        this.log.note("comments", "comments, which OpenMetrics has not, were ignored");
        return this.#cursor.nextLine(end);
    }
  }

  /** The keyword of a descriptor ends here. */
  #descriptor(start: number, keyword: "HELP" | "TYPE" | "UNIT"): number {
    const at = this.#cursor.skipBlanks(start);
    const end = this.#cursor.tokenEnd(at);
    const name = this.#payload.slice(at, end);
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
      return this.log.issue("comment-name-invalid", at);
    }
    const family = this.families.declare(name, at);
    const text = this.#cursor.skipBlanks(end);
    switch (keyword) {
      case "HELP":
        return this.#help(text, family);
      case "TYPE":
        return this.#type(text, family);
      case "UNIT":
        return this.#unit(text, family);
    }
  }

  /** The first byte of a HELP text is here. */
  #help(start: number, family: OpenFamily): number {
    const end = this.#cursor.textEnd(start);
    const text = this.#payload.slice(start, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.log.issue("help-escape-unknown", start + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.hasSamples) {
      this.log.rawIssue("help-after-samples", family.name, start, help.value);
    } else if (family.help !== undefined) {
      this.log.rawIssue("help-repeated", family.name, start, help.value);
    } else {
      family.help = help.value;
    }
    // Stryker disable next-line StringLiteral: a HELP text goes on to the end of its line
    return this.#endOfLine(end, "line-unfinished");
  }

  /** The first byte of a type is here. */
  #type(start: number, family: OpenFamily): number {
    const end = this.#cursor.tokenEnd(start);
    const found = this.#payload.slice(start, end);
    const suffixes = OPENMETRICS_TYPES.get(found.toLowerCase());
    if (suffixes === undefined) {
      this.log.rawIssue("type-unknown", family.name, start, found);
    } else if (family.hasSamples) {
      this.log.rawIssue("type-after-samples", family.name, start, found);
    } else if (family.suffixes !== undefined) {
      this.log.rawIssue("type-repeated", family.name, start, found);
    } else {
      this.families.setType(family, suffixes, start);
    }
    return this.#endOfLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }

  /** The first byte of a unit is here. The Pushgateway has no units; one that the name lacks is worth a word. */
  #unit(start: number, { name }: OpenFamily): number {
    const end = this.#cursor.tokenEnd(start);
    const unit = this.#payload.slice(start, end);
    if (unit !== "" && !name.endsWith(`_${unit}`)) {
      this.log.note(
        "unit-not-in-name",
        `the unit ${quote(unit)} is not the end of the name ${quote(name)}, as OpenMetrics has it, and was dropped; name the metric ${quote(`${name}_${unit}`)}`,
      );
    }
    return this.#endOfLine(this.#cursor.skipBlanks(end), "line-unfinished");
  }

  /** Only a line end may be here; `otherwise` is the issue if there is something else. */
  #endOfLine(at: number, otherwise: OpenMetricsIssueCode): number {
    const length = this.#cursor.lineEndLength(at);
    if (length === 0) {
      return this.log.issue(otherwise, at);
    }
    if (length === 2) {
      this.log.note("carriage-returns", "carriage returns at the end of lines were ignored");
    }
    return at + length;
  }
}

const isTime = (value: number | undefined): boolean => Number.isFinite(value);
