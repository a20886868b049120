import { uncompress } from "snappyjs";
import type { Refusal } from "../model/refusal.ts";
import { err, ok, type Result } from "../model/result.ts";
import { crc32c } from "./crc32c.ts";
import { refuseCorrupt, refuseTooLarge } from "./inflate-refusal.ts";
import { measureSnappyBlock } from "./snappy-block.ts";

/**
 * Inflates a framed snappy stream (google/snappy, framing_format.txt). The Pushgateway and client_python mean this
 * format by `Content-Encoding: snappy`. The size of every block is checked before it is inflated, and its checksum
 * afterwards. A stream that was cut between two chunks looks complete, because the format has no end mark.
 */
export const inflateSnappy = (body: Uint8Array, maxBytes: number): Result<Uint8Array, Refusal> => {
  if (!isStreamIdentifier(body)) {
    return refuseCorrupt("snappy", "it has no stream identifier at byte 0");
  }
  const blocks: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at < body.length; ) {
    const end = at + CHUNK_HEADER_BYTES + readUint24(body, at + 1);
    if (!(end <= body.length)) {
      return refuseCorrupt("snappy", `unexpected end of file ${inChunk(at)}`);
    }
    const block = inflateChunk(body.subarray(at, end), maxBytes - size);
    if (!block.ok && block.error === "too-large") {
      return refuseTooLarge(maxBytes);
    }
    if (!block.ok) {
      return refuseCorrupt("snappy", `${block.error} ${inChunk(at)}`);
    }
    blocks.push(block.value);
    size += block.value.length;
    at = end;
  }
  return ok(Buffer.concat(blocks, size));
};

const CHUNK_HEADER_BYTES = 4;
const CHECKSUM_BYTES = 4;
const MAX_BLOCK_BYTES = 65_536;
const STREAM_IDENTIFIER = Buffer.from("\xff\x06\x00\x00sNaPpY", "latin1");
const NOTHING = new Uint8Array(0);

const inChunk = (at: number): string => `in the chunk at byte ${at}`;

/** The bytes that a chunk adds to the payload, at most `room`. The error is `too-large` or a text. */
const inflateChunk = (chunk: Uint8Array, room: number): Result<Uint8Array, string> => {
  const type = chunk[0]!;
  if (type === 0x00) {
    return inflateCompressed(chunk, room);
  }
  if (type === 0x01) {
    return inflateUncompressed(chunk, room);
  }
  if (type === 0xff) {
    return isStreamIdentifier(chunk) ? ok(NOTHING) : err("a damaged stream identifier");
  }
  return type >= 0x80 ? ok(NOTHING) : err(`a chunk of the reserved type ${type}`);
};

const inflateCompressed = (chunk: Uint8Array, room: number): Result<Uint8Array, string> => {
  const block = chunk.subarray(CHUNK_HEADER_BYTES + CHECKSUM_BYTES);
  const length = measureSnappyBlock(block, MAX_BLOCK_BYTES);
  if (!length.ok) {
    return length;
  }
  if (length.value > room) {
    return err("too-large");
  }
  return verify(chunk, uncompress(block));
};

const inflateUncompressed = (chunk: Uint8Array, room: number): Result<Uint8Array, string> => {
  const block = chunk.subarray(CHUNK_HEADER_BYTES + CHECKSUM_BYTES);
  if (block.length > MAX_BLOCK_BYTES) {
    return err(`a block of ${block.length} bytes, more than ${MAX_BLOCK_BYTES}`);
  }
  if (block.length > room) {
    return err("too-large");
  }
  return verify(chunk, block);
};

const verify = (chunk: Uint8Array, block: Uint8Array): Result<Uint8Array, string> => {
  if (chunk.length < CHUNK_HEADER_BYTES + CHECKSUM_BYTES) {
    return err("no checksum");
  }
  const checksum = mask(crc32c(block, 0, block.length));
  return checksum === readUint32(chunk, CHUNK_HEADER_BYTES) ? ok(block) : err("a wrong checksum");
};

/** The form in which a chunk contains a checksum (framing_format.txt, section 3). */
const mask = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

const isStreamIdentifier = (chunk: Uint8Array): boolean =>
  STREAM_IDENTIFIER.equals(chunk.subarray(0, STREAM_IDENTIFIER.length));

/** NaN past the end. */
const readUint24 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! + bytes[at + 1]! * 0x100 + bytes[at + 2]! * 0x1_0000;

const readUint32 = (bytes: Uint8Array, at: number): number =>
  readUint24(bytes, at) + bytes[at + 3]! * 0x100_0000;
