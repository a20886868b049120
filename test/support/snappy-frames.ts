import { compress } from "snappyjs";
import { crc32c } from "../../lambda/decode/crc32c.ts";

export const SNAPPY_IDENTIFIER = Buffer.from("\xff\x06\x00\x00sNaPpY", "latin1");

/** One chunk of a framed stream, with the right checksum of `content` unless another one is given. */
export const snappyChunk = (
  type: number,
  data: Uint8Array,
  content: Uint8Array,
  checksum = maskedChecksum(content),
): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUIntLE(data.length + 4, 1, 3);
  header.writeUInt32LE(checksum, 4);
  return Buffer.concat([header, data]);
};

export const compressedChunk = (content: Uint8Array): Buffer => snappyChunk(0, compress(content), content);

export const uncompressedChunk = (content: Uint8Array): Buffer => snappyChunk(1, content, content);

/**
 * A framed stream of blocks of 64 KiB, as every snappy library writes it. A block that equals the one before is not
 * compressed again, since a bomb has thousands of them.
 */
export const compressSnappy = (payload: Uint8Array): Buffer => {
  const chunks: Uint8Array[] = [SNAPPY_IDENTIFIER];
  let last: Buffer = Buffer.alloc(0);
  let chunk: Buffer = last;
  for (let at = 0; at < payload.length; at += 65_536) {
    const block = Buffer.from(payload.buffer, payload.byteOffset + at, Math.min(65_536, payload.length - at));
    chunk = block.equals(last) ? chunk : compressedChunk(block);
    last = block;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const maskedChecksum = (content: Uint8Array): number => {
  const crc = crc32c(content, 0, content.length);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};
