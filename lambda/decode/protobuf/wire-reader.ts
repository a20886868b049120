import { isUtf8 } from "node:buffer";
import type { Whole } from "../../model/exposition.ts";
import { toWhole } from "../../model/exposition.ts";
import { IssueList, quote } from "../../model/issue.ts";
import type { DecodeIssueCode } from "../../model/issues.ts";
import { AsciiText } from "../ascii-text.ts";
import type { SyntaxIssue } from "../found-issues.ts";
import { MAX_PARTS, TOO_MANY, type TooMany } from "../part-limit.ts";
import { toBigInt, toSigned } from "./varint.ts";

/**
 * Reads the protobuf wire format from `at`. `end` is always the end of the message. If bytes cannot be read, one issue
 * is added, and `at` is moved to the end of all bytes, so that every loop over a message ends. {@link recover} moves it
 * back.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly issues = new IssueList<SyntaxIssue>();
  at = 0;
  /** The name of the current family, for issues. */
  family: string | undefined;
  isBroken = false;
  /** The exceeded limit, if any. Reading has then ended for good. */
  tooMany: TooMany | undefined;
  #parts = 0;
  readonly #view: DataView;
  readonly #buffer: Buffer;
  readonly #ascii: AsciiText;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#ascii = new AsciiText(this.#buffer);
  }

  /** Reads an unsigned number. Above 2^53 it is the nearest float. */
  varint(end: number): number {
    const byte = this.bytes[this.at]!;
    if (byte < 0x80 && this.at < end) {
      this.at++;
      return byte;
    }
    return this.#longVarint(end);
  }

  /** Reads an unsigned number exactly. */
  uint64(end: number): Whole {
    const start = this.at;
    const value = this.varint(end);
    return value <= Number.MAX_SAFE_INTEGER ? value : toBigInt(this.bytes, start, this.at);
  }

  /** Reads a signed number exactly. */
  int64(end: number): Whole {
    const value = this.uint64(end);
    return typeof value === "number" ? value : toWhole(BigInt.asIntN(64, value));
  }

  /** Reads a signed number in zigzag encoding exactly. */
  sint64(end: number): Whole {
    const byte = this.bytes[this.at]!;
    if (byte < 0x80 && this.at < end) {
      this.at++;
      return (byte >>> 1) ^ -(byte & 1);
    }
    const value = this.uint64(end);
    if (typeof value === "number") {
      return toSigned(value);
    }
    return toWhole((value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n);
  }

  /** Reads an unsigned number of 32 bits. Of a longer number it returns the last 32 bits, as Go does. */
  uint32(end: number): number {
    const value = this.uint64(end);
    const isShort = typeof value === "number" && value < 2 ** 32;
    return isShort ? value : Number(BigInt.asUintN(32, BigInt(value)));
  }

  /** Does the same for a signed number. */
  int32(end: number): number {
    return this.uint32(end) | 0;
  }

  /** Does the same for a signed number in zigzag encoding. */
  sint32(end: number): number {
    return toSigned(this.uint32(end));
  }

  /** Reads the length of a message or string, and returns its end. `at` is then its start. */
  delimited(end: number): number {
    const from = this.at;
    const length = this.varint(end);
    const left = end - this.at;
    return length > left ? this.#failLength(from, length, left) : this.at + length;
  }

  double(end: number): number {
    const at = this.at;
    if (end - at < 8) {
      return this.#failNumber(8);
    }
    this.at = at + 8;
    return this.#view.getFloat64(at, true);
  }

  /** Reads a length and the string after it. */
  string(end: number): string {
    const stringEnd = this.delimited(end);
    const text = this.text(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }

  /** Does the same for a string that is read before strings at lower offsets, for which {@link text} would be slow. */
  stringOutOfOrder(end: number): string {
    const stringEnd = this.delimited(end);
    const text = this.#utf8(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }

  /** The string between `start` and `end`. This is fast if strings are read in ascending order of their offsets. */
  text(start: number, end: number): string {
    const bytes = this.bytes;
    let at = start;
    while (at < end && bytes[at]! < 0x80) {
      at++;
    }
    return at === end ? this.#ascii.slice(start, end) : this.#utf8(start, end);
  }

  /**
   * Skips a field that the reader of the message does not use. `known` has a bit for each field number that it uses. If
   * it uses this number, the field has a wrong wire type, which is an issue.
   */
  skip(tag: number, known: number, end: number): void {
    const field = Math.floor(tag / 8);
    if (field < 32 && ((known >>> field) & 1) === 1) {
      this.fail("wire-type-wrong", this.at - 1, `field ${field} has the wrong wire type ${tag & 7}`);
    } else if (field === 0) {
      this.fail("field-number-invalid", this.at - 1, "a field has the number 0");
    } else {
      this.#skipValue(tag % 8, end);
    }
  }

  /** Adds an issue and ends reading of the family. Returns 0, so that a caller can return it as a number. */
  fail(code: DecodeIssueCode, at: number, detail: string): 0 {
    if (!this.isBroken) {
      const { family } = this;
      this.issues.add(() => ({ code, detail: `${detail} (at byte ${at}); ${HOW_TO_SEND}`, at, family }));
    }
    this.isBroken = true;
    this.at = this.bytes.length;
    return 0;
  }

  /** Counts a family, metric, quantile, bucket, span or exemplar. */
  countPart(): void {
    if (++this.#parts > MAX_PARTS) {
      this.giveUp(TOO_MANY.parts);
    }
  }

  /** The number of parts up to the limit. */
  get partsLeft(): number {
    return MAX_PARTS - this.#parts;
  }

  /** Counts parts that the caller has read, and continues at `at`. Precondition: `parts` is at most `partsLeft`. */
  passParts(parts: number, at: number): void {
    this.#parts += parts;
    this.at = at;
  }

  /** Ends reading for good, because a limit is exceeded. */
  giveUp(tooMany: TooMany): void {
    this.tooMany = tooMany;
    this.isBroken = true;
    this.at = this.bytes.length;
  }

  /** Continues at `at`, after an issue. */
  recover(at: number): void {
    this.isBroken = false;
    this.at = at;
  }

  /** Reads a number that has several bytes or is cut off. */
  #longVarint(end: number): number {
    const { bytes, at: start } = this;
    let at = start + 1;
    let low = bytes[start]! & 0x7f;
    for (let bits = 7; bits < 28 && at < end; bits += 7) {
      const byte = bytes[at++]!;
      low |= (byte & 0x7f) << bits;
      if (byte < 0x80) {
        this.at = at;
        return low;
      }
    }
    // The number is the sum of two exact parts, so a number over 2^53 is rounded only once.
    let high = 0;
    let factor = 2 ** 28;
    for (; at < end && at < start + MAX_VARINT_BYTES; factor *= 128) {
      const byte = bytes[at++]!;
      high += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        this.at = at;
        return at === start + MAX_VARINT_BYTES && byte > 1 ? this.#failVarint(start) : high + low;
      }
    }
    return at < end
      ? this.#failVarint(start)
      : this.fail("message-truncated", end - 1, "a number is cut off at the end of its message");
  }

  #failVarint(at: number): 0 {
    return this.fail("number-too-long", at, "a number has more than 64 bits");
  }

  // The issue is at the byte before the number, because that byte is in the message even if the number is not.
  #failNumber(size: number): 0 {
    return this.fail(
      "message-truncated",
      this.at - 1,
      `a number of ${size} bytes does not fit into its message`,
    );
  }

  #failLength(at: number, length: number, left: number): number {
    this.fail(
      "message-truncated",
      at,
      `the length of a part is ${length} bytes, but only ${left} bytes follow`,
    );
    return this.at;
  }

  #utf8(start: number, end: number): string {
    const text = this.#buffer.toString("utf8", start, end);
    if (!isUtf8(this.bytes.subarray(start, end))) {
      const { family } = this;
      this.issues.add(() => ({
        code: "not-utf8",
        detail: `the string ${quote(text)} is not valid UTF-8 (at byte ${start}); encode it as UTF-8`,
        at: start,
        family,
      }));
    }
    return text;
  }

  #skipValue(wireType: number, end: number): void {
    switch (wireType) {
      case 0:
        this.varint(end);
        break;
      case 1:
        this.#advance(8, end);
        break;
      case 2:
        this.at = this.delimited(end);
        break;
      case 5:
        this.#advance(4, end);
        break;
      default:
        this.fail(
          "wire-type-unsupported",
          this.at - 1,
          `a field has wire type ${wireType}; only 0, 1, 2 and 5 are supported`,
        );
    }
  }

  #advance(size: number, end: number): void {
    if (size > end - this.at) {
      this.#failNumber(size);
    } else {
      this.at += size;
    }
  }
}

const MAX_VARINT_BYTES = 10;

const HOW_TO_SEND =
  "send all of the length-delimited messages (io.prometheus.client.MetricFamily), unchanged";
