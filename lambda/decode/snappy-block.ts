import { err, ok, type Result } from "../model/result.ts";

/**
 * The number of bytes that a snappy block (google/snappy, format_description.txt) inflates to. Returns a text if the
 * block is damaged: every element must be inside the block and copy only existing bytes, and all elements together must
 * give the declared number of bytes. Reads only the tags. Call it before snappyjs inflates the block: with a literal of
 * 2^31 bytes snappyjs never returns, and it replaces missing bytes by zeros.
 */
export const measureSnappyBlock = (block: Uint8Array, maxLength: number): Result<number, string> => {
  const declared = readVarint(block);
  if (declared === undefined) {
    return err("a block without a length");
  }
  if (declared.value > maxLength) {
    return err(`a block of ${declared.value} bytes, more than ${maxLength}`);
  }
  let produced = 0;
  for (let at = declared.end; at < block.length; ) {
    const element = readElement(block, at);
    if (element.end > block.length || element.offset > produced) {
      return err("a damaged block");
    }
    produced += element.length;
    at = element.end;
  }
  return produced === declared.value ? ok(produced) : err("a block whose length is not the declared one");
};

interface Element {
  /** The number of bytes that it adds to the output. */
  readonly length: number;
  /** The distance back to the copied bytes. 0 for a literal, infinite for a copy whose written distance is 0. */
  readonly offset: number;
  /** Where the next element starts. */
  readonly end: number;
}

const readElement = (block: Uint8Array, at: number): Element => {
  const tag = block[at]!;
  switch (tag & 3) {
    case 0:
      return readLiteral(block, at, tag >>> 2);
    case 1:
      return copy(((tag >>> 2) & 7) + 4, ((tag >>> 5) << 8) | readBytes(block, at + 1, 1), at + 2);
    case 2:
      return copy((tag >>> 2) + 1, readBytes(block, at + 1, 2), at + 3);
    default:
      return copy((tag >>> 2) + 1, readBytes(block, at + 1, 4), at + 5);
  }
};

const readLiteral = (block: Uint8Array, at: number, marker: number): Element => {
  const lengthBytes = Math.max(0, marker - 59);
  const length = (lengthBytes === 0 ? marker : readBytes(block, at + 1, lengthBytes)) + 1;
  return { length, offset: 0, end: at + 1 + lengthBytes + length };
};

const copy = (length: number, offset: number, end: number): Element => ({
  length,
  offset: offset === 0 ? Number.POSITIVE_INFINITY : offset,
  end,
});

/** Little-endian and unsigned; bytes past the end count as 0. */
const readBytes = (block: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) {
    value = value * 256 + (block[at + i] ?? 0);
  }
  return value;
};

const readVarint = (block: Uint8Array): { value: number; end: number } | undefined => {
  let value = 0;
  for (let at = 0; at < Math.min(5, block.length); at++) {
    value += (block[at]! & 0x7f) * 2 ** (7 * at);
    if (block[at]! < 0x80) {
      return { value, end: at + 1 };
    }
  }
  return undefined;
};
