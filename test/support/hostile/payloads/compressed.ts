import { gzipSync, zstdCompressSync } from "node:zlib";
import type { ContentEncoding } from "../../../../lambda/model/push-request.ts";
import { compressedChunk, SNAPPY_IDENTIFIER, snappyChunk, uncompressedChunk } from "../../snappy-frames.ts";
import { fill } from "./parts.ts";

/** A body that tries to cost too much when it is inflated. It has about `bodyBytes` bytes and never more. */
export interface HostileBody {
  readonly name: string;
  readonly encoding: ContentEncoding;
  readonly create: (bodyBytes: number, inflatedBytes: number) => Buffer;
}

const repeated =
  (piece: Buffer, head: Buffer = Buffer.alloc(0)) =>
  (bodyBytes: number): Buffer =>
    Buffer.concat([head, fill(bodyBytes - head.length, () => piece)]);

const NOTHING = Buffer.alloc(0);
const LINE = Buffer.from("a 1\n");
const BLOCK = Buffer.alloc(65_536, "\n");

export const HOSTILE_BODIES: readonly HostileBody[] = [
  {
    name: "gzip of one byte",
    encoding: "gzip",
    create: (_, inflated) => gzipSync(Buffer.alloc(inflated, "\n")),
  },
  {
    name: "gzip that inflates to far more than allowed",
    encoding: "gzip",
    create: () => gzipSync(Buffer.alloc(256 * 1024 * 1024, "\n"), { level: 9 }),
  },
  { name: "gzip of empty members", encoding: "gzip", create: repeated(gzipSync(NOTHING)) },
  { name: "gzip of tiny members", encoding: "gzip", create: repeated(gzipSync(LINE)) },
  {
    name: "zstd of one byte",
    encoding: "zstd",
    create: (_, inflated) => zstdCompressSync(Buffer.alloc(inflated, "\n")),
  },
  {
    name: "zstd that inflates to far more than allowed",
    encoding: "zstd",
    create: () => zstdCompressSync(Buffer.alloc(256 * 1024 * 1024, "\n")),
  },
  { name: "zstd of empty frames", encoding: "zstd", create: repeated(zstdCompressSync(NOTHING)) },
  {
    name: "zstd of skippable frames",
    encoding: "zstd",
    create: repeated(Buffer.from("502a4d1800000000", "hex")),
  },
  {
    name: "snappy of one byte",
    encoding: "snappy",
    create: (body, inflated) =>
      repeated(
        compressedChunk(BLOCK),
        SNAPPY_IDENTIFIER,
      )(Math.min(body, Math.floor(inflated / BLOCK.length) * compressedChunk(BLOCK).length + 10)),
  },
  {
    name: "snappy of tiny chunks",
    encoding: "snappy",
    create: repeated(uncompressedChunk(Buffer.from("\n")), SNAPPY_IDENTIFIER),
  },
  {
    name: "snappy of empty chunks",
    encoding: "snappy",
    create: repeated(snappyChunk(1, NOTHING, NOTHING), SNAPPY_IDENTIFIER),
  },
  {
    name: "snappy of padding",
    encoding: "snappy",
    create: repeated(Buffer.from("fe000000", "hex"), SNAPPY_IDENTIFIER),
  },
];
