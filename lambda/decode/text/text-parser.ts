import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import { findTooManyLines, LINES_BETWEEN_COUNTS, type TooMany } from "../part-limit.ts";
import { CARRIAGE_RETURN, HASH, isBlank, isMetricNameStart, LETTER, LINE_FEED, OPEN_BRACE } from "./bytes.ts";
import { unescapeHelp } from "./escapes.ts";
import { FamilyBook, type SampleTarget } from "./family-book.ts";
import type { FamilyBuilder } from "./family-builder.ts";
import { IssueLog } from "./issue-log.ts";
import { TextLabelReader } from "./label-reader.ts";
import { LineCursor } from "./line-cursor.ts";
import { MetricNameReader } from "./metric-name-reader.ts";
import { parseNumber } from "./parse-number.ts";
import type { TextPayload } from "./payload.ts";
import { QuotedNames } from "./quoted-names.ts";
import { SampleCollector } from "./sample-collector.ts";
import { TEXT_ISSUES, type TextIssueCode, valueIssue } from "./text-issues.ts";
import { byteOrderMarkLength } from "./text-source.ts";
import { TEXT_TYPES } from "./types.ts";

/**
 * Parses the text format 0.0.4 as Prometheus' expfmt does. It is stricter where expfmt silently loses something, and
 * more lenient where that does no harm. Each state of the parser is a method. Its comment says what is at the offset
 * that it gets. It returns the start of the next line, unless its comment says something else. After an issue, parsing
 * continues at the next line.
 */
export class TextParser {
  readonly log: IssueLog<TextIssueCode>;
  readonly families = new FamilyBook();
  tooMany: TooMany | undefined;
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #names: MetricNameReader;
  readonly #labels: TextLabelReader;
  readonly #samples: SampleCollector;
  readonly #quoted: QuotedNames;

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new IssueLog(this.#cursor, TEXT_ISSUES);
    this.#names = new MetricNameReader(payload, this.families);
    this.#labels = new TextLabelReader(payload);
    this.#samples = new SampleCollector(this.#labels, this.log.rawIssues);
    this.#quoted = new QuotedNames(payload, this.#cursor, this.log);
  }

  parse(): void {
    const end = this.#bytes.length;
    let at = byteOrderMarkLength(this.#bytes);
    if (at > 0) {
      this.log.note("byte-order-mark", "the byte order mark at the start was ignored");
    }
    if (this.#payload.lacksFinalNewline) {
      this.log.note("final-newline-missing", "the last line has no newline at its end, but was read");
    }
    let lines = 0;
    while (at < end && this.tooMany === undefined) {
      const next = lines + LINES_BETWEEN_COUNTS;
      for (; at < end && lines < next && this.#labels.tooMany === undefined; lines++) {
        at = this.#startOfLine(at);
      }
      this.tooMany = this.#findTooMany(lines);
    }
  }

  #findTooMany(lines: number): TooMany | undefined {
    return (
      findTooManyLines(lines, this.families.all.length, this.log.rawIssues.length) ?? this.#labels.tooMany
    );
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
        return this.log.endLine(at, "metric-name-expected");
      case OPEN_BRACE:
        return this.#nextLineOr(this.#quoted.skipSeries(at + 1), "metric-name-missing", at);
      default:
        return this.log.issue("metric-name-expected", at);
    }
  }

  /** At the first byte of a metric name. */
  #sample(start: number): number {
    const target = this.#names.read(start);
    const at = this.#sampleLabels(start, start + target.nameLength);
    return at === -1 ? this.#cursor.nextLine(start) : this.#value(at, target, start);
  }

  /**
   * At the end of a metric name that starts at `nameStart`. Returns the offset of the value, or -1 if there is an
   * issue.
   */
  #sampleLabels(nameStart: number, start: number): number {
    const at = this.#cursor.skipBlanks(start);
    const byte = this.#bytes[at]!;
    if (byte === OPEN_BRACE) {
      const end = this.#labels.read(at + 1);
      if (end === -1) {
        const next = this.#quoted.skipSeries(at + 1, this.#payload.slice(nameStart, start));
        this.#nextLineOr(next, this.#labels.issue, this.#labels.issueAt);
        return -1;
      }
      return this.#cursor.skipBlanks(end);
    }
    if (at === start && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      this.log.issue("metric-name-unfinished", at);
      return -1;
    }
    this.#labels.readNone();
    return at;
  }

  /** Returns `next`, the start of the next line. If that is -1, adds the issue. */
  #nextLineOr(next: number, issue: TextIssueCode, at: number): number {
    return next === -1 ? this.log.issue(issue, at) : next;
  }

  /** At the first byte of a value, or at a line end where a value is missing. */
  #value(start: number, target: SampleTarget, at: SourcePosition): number {
    const end = this.#cursor.tokenEnd(start);
    const value = parseNumber(this.#payload, start, end);
    if (value === undefined) {
      return this.log.issue(valueIssue(this.#payload.slice(start, end)), start);
    }
    this.#samples.add(target, value, at);
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, target.family);
  }

  /** At the end of a value, where the line does not end. */
  #afterValue(start: number, family: FamilyBuilder): number {
    const at = this.#cursor.skipBlanks(start);
    const end = this.#cursor.tokenEnd(at);
    if (at === end) {
      return this.#endAfterBlanks(at, "timestamp-invalid", start);
    }
    const token = this.#payload.slice(at, end);
    if (this.#bytes[at] === HASH && this.#bytes[this.#cursor.skipBlanks(at + 1)] === OPEN_BRACE) {
      return this.log.issue("exemplar-unsupported", at);
    }
    if (!/^[+-]?\d+$/.test(token)) {
      return this.log.issue("timestamp-invalid", at);
    }
    this.log.rawIssue("timestamp-present", family.name, at, token);
    return this.#endAfterBlanks(this.#cursor.skipBlanks(end), "line-unfinished", end);
  }

  /** At a `#`. */
  #comment(start: number): number {
    const at = this.#cursor.skipBlanks(start + 1);
    const keyword = this.#keyword(at);
    return keyword === undefined ? this.#cursor.nextLine(at) : this.#commentName(at + 4, keyword);
  }

  /** The keyword that starts at `at` and has a blank after it, if any. */
  #keyword(at: number): "HELP" | "TYPE" | undefined {
    const bytes = this.#bytes;
    if (bytes[at] === LETTER.H && bytes[at + 1] === LETTER.E && bytes[at + 2] === LETTER.L) {
      return bytes[at + 3] === LETTER.P && isBlank(bytes[at + 4]!) ? "HELP" : undefined;
    }
    if (bytes[at] === LETTER.T && bytes[at + 1] === LETTER.Y && bytes[at + 2] === LETTER.P) {
      return bytes[at + 3] === LETTER.E && isBlank(bytes[at + 4]!) ? "TYPE" : undefined;
    }
    return undefined;
  }

  /** At the end of a keyword. A line that ends before its help text or type is only a comment. */
  #commentName(start: number, keyword: "HELP" | "TYPE"): number {
    const bytes = this.#bytes;
    const at = this.#cursor.skipBlanks(start);
    if (!isMetricNameStart(bytes[at]!)) {
      const next = this.#quoted.skipComment(at);
      return next === -1 ? this.log.endLine(at, "comment-name-invalid") : next;
    }
    const end = this.#names.findEnd(at);
    const text = this.#cursor.skipBlanks(end);
    const isShort = bytes[text] === LINE_FEED || bytes[text] === CARRIAGE_RETURN;
    if (text === end) {
      return isShort
        ? this.log.endLine(text, "comment-name-invalid")
        : this.log.issue("comment-name-invalid", at);
    }
    // As in expfmt, a name with a blank after it creates the family, even if there is no help text or type.
    const target = this.#names.read(at, end);
    // A help text can start with a carriage return.
    if (isShort && !(keyword === "HELP" && this.#cursor.isStrayReturn(text))) {
      return this.log.endLine(text, "comment-name-invalid");
    }
    return keyword === "HELP" ? this.#help(text, target.family) : this.#type(text, target);
  }

  /** At the first byte of a HELP text. */
  #help(start: number, family: FamilyBuilder): number {
    const end = this.#cursor.textEnd(start);
    const text = this.#payload.slice(start, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      return this.log.issue("help-escape-unknown", start + Buffer.byteLength(text.slice(0, index)), found);
    }
    if (family.help !== undefined) {
      this.log.rawIssue("help-repeated", family.name, start, help.value);
    } else {
      if (family.hasSamples) {
        this.log.rawIssue("help-after-samples", family.name, start, help.value);
      }
      family.help = help.value;
    }
    return this.log.endLine(end, "line-unfinished");
  }

  /** At the first byte of a type. */
  #type(start: number, { family, part }: SampleTarget): number {
    const end = this.#cursor.tokenEnd(start);
    const found = this.#payload.slice(start, end);
    const type = TEXT_TYPES.get(found) ?? TEXT_TYPES.get(found.toLowerCase());
    if (type === undefined) {
      this.log.rawIssue("type-unknown", family.name, start, found);
    } else if (part !== "own") {
      const name = `${family.name}_${part}`;
      this.log.rawIssue("name-collision", name, start, family.name);
    } else {
      this.#setType(family, type, start, found);
    }
    return this.#endAfterBlanks(this.#cursor.skipBlanks(end), "line-unfinished", end);
  }

  #setType(family: FamilyBuilder, type: MetricType, at: number, found: string): void {
    if (found.toLowerCase() === "unknown") {
      this.log.note(
        "type-unknown-as-untyped",
        "the type unknown was read as untyped, which is its name in the text format",
      );
    }
    if (family.type === undefined) {
      family.type = type;
    } else {
      this.log.rawIssue(family.hasSamples ? "type-after-samples" : "type-repeated", family.name, at, found);
    }
  }

  /** {@link IssueLog.endLine}, with a note if there are blanks between `blanksFrom` and `at`. */
  #endAfterBlanks(at: number, otherwise: TextIssueCode, blanksFrom: number): number {
    if (blanksFrom < at) {
      this.log.note("trailing-blanks", "blanks at the end of lines were ignored");
    }
    return this.log.endLine(at, otherwise);
  }
}
