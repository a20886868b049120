import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import { findTooManyLines, LINES_BETWEEN_COUNTS, type TooMany } from "../part-limit.ts";
import { CARRIAGE_RETURN, HASH, isBlank, isMetricNameStart, LETTER, LINE_FEED, OPEN_BRACE } from "./bytes.ts";
import { unescapeHelp } from "./escapes.ts";
import { FamilyBook, type SampleTarget } from "./family-book.ts";
import type { FamilyBuilder } from "./family-builder.ts";
import { TextLabelReader } from "./label-reader.ts";
import { LineCursor } from "./line-cursor.ts";
import { LineLog } from "./line-log.ts";
import { MetricNameReader } from "./metric-name-reader.ts";
import { parseNumber } from "./parse-number.ts";
import type { TextPayload } from "./payload.ts";
import { QuotedNames } from "./quoted-names.ts";
import { SampleStore } from "./sample-store.ts";
import { TEXT_ISSUES, type TextIssueCode, valueIssue } from "./text-issues.ts";
import { byteOrderMarkLength } from "./text-source.ts";
import { TEXT_TYPES } from "./types.ts";

/**
 * The text format 0.0.4, as Prometheus' expfmt reads it. Stricter where expfmt would silently lose something, and more
 * lenient where it does no harm. Each state is a method. It takes the place where it starts, with the precondition that its
 * comment names, and gives the start of the next line. After an issue reading continues at the next line.
 */
export class TextParser {
  readonly log: LineLog<TextIssueCode>;
  readonly families = new FamilyBook();
  tooMany: TooMany | undefined;
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #cursor: LineCursor;
  readonly #names: MetricNameReader;
  readonly #labels: TextLabelReader;
  readonly #store: SampleStore;
  readonly #quoted: QuotedNames;

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#cursor = new LineCursor(payload);
    this.log = new LineLog(this.#cursor, TEXT_ISSUES);
    this.#names = new MetricNameReader(payload, this.families);
    this.#labels = new TextLabelReader(payload);
    this.#store = new SampleStore(this.#labels, this.log.rawIssues);
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
        return this.log.endLine(at, "metric-name-expected");
      case OPEN_BRACE:
        return this.#nextLineOr(this.#quoted.skipSeries(at + 1), "metric-name-missing", at);
      default:
        return this.log.issue("metric-name-expected", at);
    }
  }

  /** The first byte of a metric name is here. */
  #sample(start: number): number {
    const target = this.#names.read(start);
    const at = this.#sampleLabels(start, start + target.nameLength);
    return at === -1 ? this.#cursor.nextLine(start) : this.#value(at, target, start);
  }

  /** A metric name from `nameStart` ends here. Gives the place of the value; -1 when there is an issue. */
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

  /** `next`, the start of the next line; if it is -1, there is an issue. */
  #nextLineOr(next: number, issue: TextIssueCode, at: number): number {
    return next === -1 ? this.log.issue(issue, at) : next;
  }

  /** The first byte of a value is here, or the line ends too early. */
  #value(start: number, target: SampleTarget, at: SourcePosition): number {
    const end = this.#cursor.tokenEnd(start);
    const value = parseNumber(this.#payload, start, end);
    if (value === undefined) {
      return this.log.issue(valueIssue(this.#payload.slice(start, end)), start);
    }
    this.#store.add(target, value, at);
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, target.family);
  }

  /** A value has ended, but not the line. */
  #afterValue(start: number, family: FamilyBuilder): number {
    const at = this.#cursor.skipBlanks(start);
    const end = this.#cursor.tokenEnd(at);
    if (at === end) {
      return this.#endAfterBlanks(at, "timestamp-invalid", start);
    }
    const token = this.#payload.slice(at, end);
    if (this.#bytes[at] === HASH) {
      return this.log.issue("exemplar-unsupported", at);
    }
    if (!/^[+-]?\d+$/.test(token)) {
      return this.log.issue("timestamp-invalid", at);
    }
    this.log.rawIssue("timestamp-present", family.name, at, token);
    return this.#endAfterBlanks(this.#cursor.skipBlanks(end), "line-unfinished", end);
  }

  /** A `#` is here. */
  #comment(start: number): number {
    const at = this.#cursor.skipBlanks(start + 1);
    const keyword = this.#keyword(at);
    return keyword === undefined ? this.#cursor.nextLine(at) : this.#commentName(at + 4, keyword);
  }

  /** The keyword that starts here and is followed by a blank, if any. */
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

  /** The keyword of a comment ends here. A comment that ends too early to say something is only a comment. */
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
    // If a blank follows the name, the family exists from here on, as in expfmt, even if the line has no help text.
    const target = this.#names.read(at, end);
    if (isShort) {
      return this.log.endLine(text, "comment-name-invalid");
    }
    return keyword === "HELP" ? this.#help(text, target.family) : this.#type(text, target);
  }

  /** The first byte of a HELP text is here. */
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
    } else if (family.hasSamples) {
      this.log.rawIssue("help-after-samples", family.name, start, help.value);
    } else {
      family.help = help.value;
    }
    return this.log.endLine(end, "line-unfinished");
  }

  /** The first byte of a type is here. */
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

  /** As {@link LineLog.endLine}, where blanks began at `blanksFrom` that are to be noted. */
  #endAfterBlanks(at: number, otherwise: TextIssueCode, blanksFrom: number): number {
    if (blanksFrom < at) {
      this.log.note("trailing-blanks", "blanks at the end of lines were ignored");
    }
    return this.log.endLine(at, otherwise);
  }
}
