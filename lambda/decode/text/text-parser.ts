import type { MetricType, SourcePosition } from "../../model/exposition.ts";
import type { Issue } from "../../model/issue.ts";
import type { DecodeWarningCode } from "../../model/issues.ts";
import type { Irregularity } from "../../model/stages.ts";
import { type IrregularityCode, irregularity } from "../irregularity.ts";
import { MistakeLog } from "../mistake-log.ts";
import {
  LINES_BETWEEN_COUNTS,
  MAX_FAMILIES,
  MAX_IRREGULARITIES,
  MAX_PARTS,
  TOO_MANY,
  type TooMany,
} from "../part-limit.ts";
import { CARRIAGE_RETURN, HASH, isBlank, isMetricNameStart, LETTER, LINE_FEED, OPEN_BRACE } from "./bytes.ts";
import { FamilyBook, type SampleTarget } from "./family-book.ts";
import type { FamilyBuilder } from "./family-builder.ts";
import { LabelReader } from "./label-reader.ts";
import { MetricNameReader } from "./metric-name-reader.ts";
import { MISTAKES, type MistakeKind } from "./mistakes.ts";
import { parseNumber } from "./parse-number.ts";
import type { TextPayload } from "./payload.ts";
import { SampleStore } from "./sample-store.ts";
import { byteOrderMarkLength } from "./text-source.ts";
import { TYPES } from "./types.ts";
import { unescapeHelp } from "./unescape-help.ts";

/**
 * The text format 0.0.4, as Prometheus' expfmt reads it, but strict where a lenient reading would lose something and lenient
 * with what does no harm. Each state is a method: it is handed the place where it starts, under the precondition that
 * it names, and gives the start of the next line. A mistake is noted, and reading goes on at the next line.
 */
export class TextParser {
  readonly mistakes = new MistakeLog();
  readonly irregularities: Irregularity[] = [];
  readonly families = new FamilyBook();
  tooMany: TooMany | undefined;
  readonly #payload: TextPayload;
  readonly #bytes: Uint8Array;
  readonly #names: MetricNameReader;
  readonly #labels: LabelReader;
  readonly #store: SampleStore;
  readonly #notes = new Map<string, Issue>();

  constructor(payload: TextPayload) {
    this.#payload = payload;
    this.#bytes = payload.bytes;
    this.#names = new MetricNameReader(payload, this.families);
    this.#labels = new LabelReader(payload);
    this.#store = new SampleStore(this.#labels, this.irregularities);
  }

  get notes(): readonly Issue[] {
    return [...this.#notes.values()];
  }

  parse(): void {
    const end = this.#bytes.length;
    let at = byteOrderMarkLength(this.#bytes);
    if (at > 0) {
      this.#note("byte-order-mark", "the byte order mark at the start was ignored");
    }
    if (this.#payload.lacksFinalNewline) {
      this.#note(
        "final-newline-missing",
        "the last line has no newline at its end; it was read all the same",
      );
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
    if (lines > MAX_PARTS) {
      return TOO_MANY.lines;
    }
    if (this.families.all.length > MAX_FAMILIES) {
      return TOO_MANY.families;
    }
    return this.irregularities.length > MAX_IRREGULARITIES ? TOO_MANY.irregularities : this.#labels.tooMany;
  }

  /** A line starts here. */
  #startOfLine(start: number): number {
    const at = this.#skipBlanks(start);
    const byte = this.#bytes[at]!;
    if (isMetricNameStart(byte)) {
      return this.#sample(at);
    }
    switch (byte) {
      case HASH:
        return this.#comment(at);
      case LINE_FEED:
      case CARRIAGE_RETURN:
        return this.#endOfLine(at, "metric-name-expected");
      case OPEN_BRACE:
        return this.#mistake("metric-name-missing", at);
      default:
        return this.#mistake("metric-name-expected", at);
    }
  }

  /** The first byte of a metric name is here. */
  #sample(start: number): number {
    const target = this.#names.read(start);
    const at = this.#sampleLabels(start + target.nameLength);
    return at === -1 ? this.#nextLine(start) : this.#value(at, target, start);
  }

  /** A metric name ends here. Gives the place of the value; -1 when there is a mistake. */
  #sampleLabels(start: number): number {
    const at = this.#skipBlanks(start);
    const byte = this.#bytes[at]!;
    if (byte === OPEN_BRACE) {
      const end = this.#labels.read(at + 1);
      if (end === -1) {
        this.#mistake(this.#labels.mistake, this.#labels.mistakeAt);
        return -1;
      }
      return this.#skipBlanks(end);
    }
    if (at === start && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      this.#mistake("metric-name-unfinished", at);
      return -1;
    }
    this.#labels.readNone();
    return at;
  }

  /** The first byte of a value is here, or the line ends too early. */
  #value(start: number, target: SampleTarget, at: SourcePosition): number {
    const end = this.#tokenEnd(start);
    const value = parseNumber(this.#payload, start, end);
    if (value === undefined) {
      return this.#mistake(this.#whatIsWrongWithValue(start, end), start);
    }
    this.#store.add(target, value, at);
    // Stryker disable next-line ConditionalExpression: a line end behind blanks, of which there may be none, is found as well
    return this.#bytes[end] === LINE_FEED ? end + 1 : this.#afterValue(end, target.family);
  }

  #whatIsWrongWithValue(start: number, end: number): MistakeKind {
    if (start === end) {
      return "value-expected";
    }
    // What JavaScript reads as a finite number all the same, 0x10 for instance, is no number of the format.
    return Math.abs(Number(this.#payload.slice(start, end))) === Number.POSITIVE_INFINITY
      ? "value-too-large"
      : "value-invalid";
  }

  /** A value has ended, but not the line. */
  #afterValue(start: number, family: FamilyBuilder): number {
    const at = this.#skipBlanks(start);
    const end = this.#tokenEnd(at);
    if (at === end) {
      return this.#endOfLine(at, "timestamp-invalid", start);
    }
    const token = this.#payload.slice(at, end);
    if (this.#bytes[at] === HASH) {
      return this.#mistake("exemplar-unsupported", at);
    }
    if (!/^[+-]?\d+$/.test(token)) {
      return this.#mistake("timestamp-invalid", at);
    }
    this.#irregularity("timestamp-present", family, at, token);
    return this.#endOfLine(this.#skipBlanks(end), "line-unfinished", end);
  }

  /** A `#` is here. */
  #comment(start: number): number {
    const at = this.#skipBlanks(start + 1);
    const keyword = this.#keyword(at);
    return keyword === undefined ? this.#nextLine(at) : this.#commentName(at + 4, keyword);
  }

  /** The keyword that starts here and is followed by a blank, if any. */
  #keyword(at: number): "HELP" | "TYPE" | undefined {
    const bytes = this.#bytes;
    if (bytes[at] === LETTER.H && bytes[at + 1] === LETTER.E && bytes[at + 2] === LETTER.L) {
      return bytes[at + 3] === LETTER.P && isBlank(bytes[at + 4]!) ? "HELP" : undefined;
    }
    if (bytes[at] === LETTER.T && bytes[at + 1] === LETTER.Y && bytes[at + 2] === LETTER.P) {
      // Stryker disable next-line StringLiteral: what is not HELP is taken for TYPE
      return bytes[at + 3] === LETTER.E && isBlank(bytes[at + 4]!) ? "TYPE" : undefined;
    }
    return undefined;
  }

  /** The keyword of a comment ends here. A comment that stops short of saying something is only a comment. */
  #commentName(start: number, keyword: "HELP" | "TYPE"): number {
    const bytes = this.#bytes;
    const at = this.#skipBlanks(start);
    if (!isMetricNameStart(bytes[at]!)) {
      return this.#endOfLine(at, "comment-name-invalid");
    }
    const end = this.#names.findEnd(at);
    const text = this.#skipBlanks(end);
    const isShort = bytes[text] === LINE_FEED || bytes[text] === CARRIAGE_RETURN;
    if (text === end) {
      return isShort
        ? this.#endOfLine(text, "comment-name-invalid")
        : this.#mistake("comment-name-invalid", at);
    }
    // With a blank after the name there is a family from here on, as for expfmt, even if nothing is said of it.
    const target = this.#names.read(at, end);
    if (isShort) {
      return this.#endOfLine(text, "comment-name-invalid");
    }
    return keyword === "HELP" ? this.#help(text, target.family) : this.#type(text, target);
  }

  /** The first byte of a HELP text is here. */
  #help(start: number, family: FamilyBuilder): number {
    const lineEnd = this.#payload.findLineEnd(start);
    const hasReturn = this.#bytes[lineEnd - 1] === CARRIAGE_RETURN;
    const end = hasReturn ? lineEnd - 1 : lineEnd;
    const text = this.#payload.slice(start, end);
    const help = unescapeHelp(text);
    if (!help.ok) {
      const { found, index } = help.error;
      const at = start + Buffer.byteLength(text.slice(0, index));
      this.mistakes.add("help-escape-unknown", at, () => MISTAKES["help-escape-unknown"](found));
      return lineEnd + 1;
    }
    if (family.help !== undefined) {
      this.#irregularity("help-repeated", family, start, help.value);
    } else if (family.hasSamples) {
      this.#irregularity("help-after-samples", family, start, help.value);
    } else {
      family.help = help.value;
    }
    // Stryker disable next-line StringLiteral: a HELP text goes on to the end of its line
    return this.#endOfLine(end, "line-unfinished");
  }

  /** The first byte of a type is here. */
  #type(start: number, { family, part }: SampleTarget): number {
    const end = this.#tokenEnd(start);
    const found = this.#payload.slice(start, end);
    const type = TYPES.get(found) ?? TYPES.get(found.toLowerCase());
    if (type === undefined) {
      this.#irregularity("type-unknown", family, start, found);
    } else if (part !== "own") {
      const name = `${family.name}_${part}`;
      this.irregularities.push(irregularity("name-collision", name, start, family.name));
    } else {
      this.#setType(family, type, start, found);
    }
    return this.#endOfLine(this.#skipBlanks(end), "line-unfinished", end);
  }

  #setType(family: FamilyBuilder, type: MetricType, at: number, found: string): void {
    if (found.toLowerCase() === "unknown") {
      this.#note(
        "type-unknown-as-untyped",
        "the type unknown was taken as untyped, which is what the text format calls it",
      );
    }
    if (family.type === undefined) {
      family.type = type;
    } else {
      this.#irregularity(family.hasSamples ? "type-after-samples" : "type-repeated", family, at, found);
    }
  }

  /** Only a line end may be here; `otherwise` is the mistake if there is something else. Blanks began at `blanksFrom`. */
  #endOfLine(at: number, otherwise: MistakeKind, blanksFrom: number = at): number {
    const byte = this.#bytes[at];
    const isReturn = byte === CARRIAGE_RETURN && this.#bytes[at + 1] === LINE_FEED;
    if (!isReturn && byte !== LINE_FEED) {
      return this.#mistake(otherwise, at);
    }
    if (isReturn) {
      this.#note("carriage-returns", "carriage returns at the end of lines were ignored");
    }
    if (blanksFrom < at) {
      this.#note("trailing-blanks", "blanks at the end of lines were ignored");
    }
    return isReturn ? at + 2 : at + 1;
  }

  #skipBlanks(start: number): number {
    let at = start;
    while (isBlank(this.#bytes[at]!)) {
      at++;
    }
    return at;
  }

  #tokenEnd(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let byte = bytes[at]!;
    while (!isBlank(byte) && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      byte = bytes[++at]!;
    }
    return at;
  }

  /** What a mistake shows: the token at its place, of an escape only itself. */
  #tokenAt(at: number, kind: MistakeKind): string {
    const token = this.#payload.slice(at, this.#tokenEnd(at));
    // Stryker disable next-line MethodExpression: of a long token only the first characters are looked at
    return kind === "escape-unknown" ? Array.from(token.slice(0, 3)).slice(0, 2).join("") : token;
  }

  #nextLine(at: number): number {
    return this.#payload.findLineEnd(at) + 1;
  }

  #mistake(kind: MistakeKind, at: number): number {
    this.mistakes.add(kind, at, () => MISTAKES[kind](this.#tokenAt(at, kind)));
    return this.#nextLine(at);
  }

  #irregularity(code: IrregularityCode, family: FamilyBuilder, at: number, found: string): void {
    this.irregularities.push(irregularity(code, family.name, at, found));
  }

  #note(code: DecodeWarningCode, detail: string): void {
    // Stryker disable next-line ConditionalExpression: the same note is put down again, only slower
    if (!this.#notes.has(code)) {
      this.#notes.set(code, { code, detail });
    }
  }
}
