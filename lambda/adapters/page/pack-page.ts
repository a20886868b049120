import { once } from "node:events";
import { constants, createGzip } from "node:zlib";
import type { PackPage } from "../../page/make-page.ts";

/**
 * One gzip member, or the bytes unchanged. Level 1, measured on 13,500 groups of the sample: 10 % larger than level 6
 * and three times as fast. The thread is free while a chunk is compressed.
 */
export const packPage: PackPage = (chunks, encoding, maxBytes) =>
  encoding === "gzip" ? compress(chunks, maxBytes) : join(chunks, maxBytes);

const join = async (chunks: Iterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | "too-large"> => {
  const joined: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    joined.push(chunk);
    size += chunk.length;
    if (size > maxBytes) {
      return "too-large";
    }
  }
  return Buffer.concat(joined);
};

const compress = async (
  chunks: Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | "too-large"> => {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 256 * 1024 });
  const packed: Uint8Array[] = [];
  let size = 0;
  gzip.on("data", (chunk: Buffer) => {
    packed.push(chunk);
    size += chunk.length;
  });
  try {
    for (const chunk of chunks) {
      await new Promise<void>((resolve, reject) => {
        gzip.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      if (size > maxBytes) {
        return "too-large";
      }
    }
    gzip.end();
    await once(gzip, "end");
    return size > maxBytes ? "too-large" : Buffer.concat(packed);
  } finally {
    gzip.destroy();
  }
};
