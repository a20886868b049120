import type { FormatId } from "../../../../lambda/decode/formats.ts";

/** A kind of payload that is meant to cost more than it should. */
export interface HostilePayload {
  readonly name: string;
  readonly format: FormatId;
  /** About `sizeBytes` of it, and never more. Names and values begin with `seed`, so that no two payloads share any. */
  readonly create: (sizeBytes: number, seed: string) => Buffer;
}

/** Pieces, one after the other, as many as fit between `head` and `tail`. */
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

/** `count` pieces, joined. */
export const join = (count: number, piece: (index: number) => string, separator = ""): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(separator);

/** A text of `length` characters that no other index has. */
export const pad = (seed: string, index: number, length: number, character = "v"): string =>
  `${seed}${index}`.padEnd(length, character);

/** Three bytes in UTF-8, one character. */
export const CJK = "界";
