import { isUtf8 } from "node:buffer";
import type { Whole } from "../../model/exposition.ts";
import { toWhole } from "../../model/exposition.ts";
import { IssueList, quote } from "../../model/issue.ts";
import type { DecodeIssueCode } from "../../model/issues.ts";
import type { SyntaxIssue } from "../found-issues.ts";
import { MAX_PARTS, TOO_MANY, type TooMany } from "../part-limit.ts";
import { AsciiText } from "../text/ascii-text.ts";
import { toBigInt, toSigned } from "./varint.ts";

/**
 * Reads the protobuf wire format from `at` on. Bytes that cannot be read are noted as one issue. `at` is then the end of all
 * bytes, so every loop over a message ends, until {@link recover} moves the reader on.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly issues = new IssueList<SyntaxIssue>();
  at = 0;
  /** The family that is read, for issues. */
  family: string | undefined;
  isBroken = false;
  /** What there is too much of, with its number: reading has ended for good. */
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

  /** The unsigned number here; above 2^53 the nearest float. */
  varint(end: number): number {
    const byte = this.bytes[this.at]!;
    if (byte < 0x80 && this.at < end) {
      this.at++;
      return byte;
    }
    return this.#longVarint(end);
  }

  /** The unsigned number here, exactly. */
  uint64(end: number): Whole {
    const start = this.at;
    const value = this.varint(end);
    return value <= Number.MAX_SAFE_INTEGER ? value : toBigInt(this.bytes, start, this.at);
  }

  /** The signed number here, exactly. */
  int64(end: number): Whole {
    const value = this.uint64(end);
    return typeof value === "number" ? value : toWhole(BigInt.asIntN(64, value));
  }

  /** The signed number here, exactly, which is written so that small negative numbers are short. */
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

  /** The unsigned number here; of a longer one its last 32 bits, as Go reads it. */
  uint32(end: number): number {
    const value = this.uint64(end);
    const isShort = typeof value === "number" && value < 2 ** 32;
    return isShort ? value : Number(BigInt.asUintN(32, BigInt(value)));
  }

  /** Likewise, signed. */
  int32(end: number): number {
    return this.uint32(end) | 0;
  }

  /** Likewise, written as {@link sint64}. */
  sint32(end: number): number {
    return toSigned(this.uint32(end));
  }

  /** The end of the message or string whose length is here; `at` is then its start. */
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

  /** The string whose length is here. */
  string(end: number): string {
    const stringEnd = this.delimited(end);
    const text = this.text(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }

  /** Likewise, where strings before it are still to be read. */
  farString(end: number): string {
    const stringEnd = this.delimited(end);
    const text = this.#utf8(this.at, stringEnd);
    this.at = stringEnd;
    return text;
  }

  /** The string from `start` to `end`. Costs little where strings are read in the order of their places. */
  text(start: number, end: number): string {
    const bytes = this.bytes;
    let at = start;
    while (at < end && bytes[at]! < 0x80) {
      at++;
    }
    return at === end ? this.#ascii.slice(start, end) : this.#utf8(start, end);
  }

  /**
   * Passes over a field that the reader of the message does not use. `known` has a bit for every field number that is
   * used: one of those with this tag has another wire type than it ought to have.
   */
  skip(tag: number, known: number, end: number): void {
    const field = Math.floor(tag / 8);
    if (field < 32 && ((known >>> field) & 1) === 1) {
      this.fail(
        "wire-type-wrong",
        this.at - 1,
        `field ${field} has wire type ${tag & 7}, which is not its own`,
      );
    } else if (field === 0) {
      this.fail("field-number-invalid", this.at - 1, "a field has the number 0");
    } else {
      this.#skipValue(tag % 8, end);
    }
  }

  /** Notes an issue at a place and ends reading. Gives 0 for its caller to give. */
  fail(code: DecodeIssueCode, at: number, detail: string): 0 {
    if (!this.isBroken) {
      const { family } = this;
      this.issues.add(() => ({ code, detail: `${detail} (at byte ${at})`, at, family }));
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

  /** How many more parts may be counted. */
  get partsLeft(): number {
    return MAX_PARTS - this.#parts;
  }

  /** Goes on at a place behind so many parts, which must be left. */
  passParts(parts: number, at: number): void {
    this.#parts += parts;
    this.at = at;
  }

  /** Ends reading: there is too much of something. */
  giveUp(tooMany: TooMany): void {
    this.tooMany = tooMany;
    this.isBroken = true;
    this.at = this.bytes.length;
  }

  /** Goes on at a place that an issue before it does not touch. */
  recover(at: number): void {
    this.isBroken = false;
    this.at = at;
  }

  /** Reads a number that has more than one byte or is cut off. */
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
    // In two parts, each exact, so that a number over 2^53 is rounded once.
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
      : this.fail("message-truncated", end - 1, "a number does not end in its message");
  }

  #failVarint(at: number): 0 {
    return this.fail("number-too-long", at, "a number has more than 64 bits");
  }

  // At the byte before, which is in the message even when the number is not.
  #failNumber(size: number): 0 {
    return this.fail(
      "message-truncated",
      this.at - 1,
      `a number of ${size} bytes does not fit into its message`,
    );
  }

  #failLength(at: number, length: number, left: number): number {
    this.fail("message-truncated", at, `${length} bytes are announced, but ${left} follow`);
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
