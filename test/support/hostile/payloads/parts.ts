import type { FormatId } from "../../../../lambda/decode/formats.ts";

/** A kind of payload that tries to cost too much. */
export interface HostilePayload {
  readonly name: string;
  readonly format: FormatId;
  /** About `sizeBytes` bytes and never more. Names and values start with `seed`, so that two payloads share none. */
  readonly create: (sizeBytes: number, seed: string) => Buffer;
}

/** As many parts as fit between `head` and `tail`. */
export const fill = (
  sizeBytes: number,
  piece: (index: number) => string | Uint8Array,
  { head = "", tail = "" }: { readonly head?: string; readonly tail?: string } = {},
): Buffer => {
  const buffer = Buffer.alloc(sizeBytes);
  const end = sizeBytes - Buffer.byteLength(tail);
  let at = buffer.write(head);
  for (let index = 0; ; index++) {
    const next = piece(index);
    if (at + Buffer.byteLength(next) > end) {
      break;
    }
    if (typeof next === "string") {
      at += buffer.write(next, at);
    } else {
      buffer.set(next, at);
      at += next.length;
    }
  }
  at += buffer.write(tail, at);
  return buffer.subarray(0, at);
};

/** `count` parts, joined. */
export const join = (count: number, piece: (index: number) => string, separator = ""): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(separator);

/** A text of `length` characters that is unique to this index. */
export const pad = (seed: string, index: number, length: number, character = "v"): string =>
  `${seed}${index}`.padEnd(length, character);

/** One character of three bytes in UTF-8. */
export const CJK = "界";
