import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { inflate } from "../../../lambda/decode/inflate.ts";
import type { ContentEncoding } from "../../../lambda/model/push-request.ts";
import {
  compressedChunk,
  compressSnappy,
  SNAPPY_IDENTIFIER,
  snappyChunk,
  uncompressedChunk,
} from "../../support/snappy-frames.ts";

const PAYLOAD = Buffer.from('requests_total{path="/api/users"} 1\n'.repeat(100));
const LIMIT = 16 * 1024 * 1024;
const COMPRESS: Record<ContentEncoding, (payload: Uint8Array) => Buffer> = {
  identity: (payload) => Buffer.from(payload),
  gzip: (payload) => gzipSync(payload),
  zstd: (payload) => zstdCompressSync(payload),
  snappy: compressSnappy,
};
const ENCODINGS = Object.keys(COMPRESS) as ContentEncoding[];
const COMPRESSIONS = ENCODINGS.filter((encoding) => encoding !== "identity");

const inflated = (body: Uint8Array, encoding: ContentEncoding, limit = LIMIT): string => {
  const result = inflate(body, encoding, limit);
  return result.ok ? Buffer.from(result.value).toString() : `${result.error.code}: ${result.error.detail}`;
};
const corrupt = (encoding: ContentEncoding, what: string): string =>
  `body-corrupt: the body is not a complete ${encoding} stream: ${what}; compress it again, and send all bytes unchanged`;
const tooLarge = (limit: number): string =>
  `body-too-large: the payload has more than ${limit} bytes once decompressed, which is the limit; push less at a time`;

describe("inflate", () => {
  it.each(ENCODINGS)("returns what was compressed with %s", (encoding) => {
    expect(inflated(COMPRESS[encoding](PAYLOAD), encoding)).toBe(PAYLOAD.toString());
  });

  it.each(ENCODINGS)(
    "accepts a payload of exactly the limit, and refuses one byte more, in %s",
    (encoding) => {
      const body = COMPRESS[encoding](PAYLOAD);
      expect(inflated(body, encoding, PAYLOAD.length)).toBe(PAYLOAD.toString());
      expect(inflated(body, encoding, PAYLOAD.length - 1)).toBe(tooLarge(PAYLOAD.length - 1));
    },
  );

  it.each(COMPRESSIONS)(
    "returns nothing for an empty payload in %s, and refuses an empty body",
    (encoding) => {
      const empty = encoding === "snappy" ? SNAPPY_IDENTIFIER : COMPRESS[encoding](Buffer.alloc(0));
      expect(inflated(empty, encoding)).toBe("");
      expect(inflated(Buffer.alloc(0), encoding)).toMatch(/^body-corrupt/);
    },
  );

  it.each(COMPRESSIONS)("refuses a %s stream that is cut short at any byte", (encoding) => {
    const body = COMPRESS[encoding](PAYLOAD);
    const ends = Array.from(body.keys()).filter((end) => end !== 0 && !(encoding === "snappy" && end === 10));
    for (const end of ends) {
      expect(inflated(body.subarray(0, end), encoding)).toMatch(/^body-corrupt/);
    }
  });

  it.each(COMPRESSIONS)("refuses a %s stream with a byte after its end", (encoding) => {
    for (const byte of [0, 1, 0x1f, 0x28, 0x50, 0xfe, 0xff]) {
      const body = Buffer.concat([COMPRESS[encoding](PAYLOAD), Buffer.of(byte)]);
      expect(inflated(body, encoding)).toMatch(/^body-corrupt/);
    }
  });

  it.each(COMPRESSIONS)("stops a bomb of 100 MB at the limit in %s, without using its memory", (encoding) => {
    const bomb = COMPRESS[encoding](Buffer.alloc(100_000_000));
    const before = process.memoryUsage();
    expect(inflated(bomb, encoding)).toBe(tooLarge(LIMIT));
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 * LIMIT);
  });
});

describe("gzip", () => {
  const member = COMPRESS.gzip(Buffer.from("a 1\n"));

  it("joins members, as the Pushgateway does", () => {
    expect(inflated(Buffer.concat([member, COMPRESS.gzip(Buffer.from("b 2\n"))]), "gzip")).toBe("a 1\nb 2\n");
  });

  it("refuses zeros after the last member, naming the byte where they start", () => {
    expect(inflated(Buffer.concat([member, Buffer.alloc(3)]), "gzip")).toBe(
      corrupt("gzip", `it ends at byte ${member.length} and 3 bytes follow that do not belong to it`),
    );
  });

  it("refuses bytes that are not gzip, and a wrong checksum", () => {
    expect(inflated(Buffer.from("a 1\n"), "gzip")).toBe(corrupt("gzip", "incorrect header check"));
    const damaged = Buffer.from(member);
    damaged[damaged.length - 5]! ^= 1;
    expect(inflated(damaged, "gzip")).toBe(corrupt("gzip", "incorrect data check"));
  });
});

describe("zstd", () => {
  const frame = COMPRESS.zstd(Buffer.from("a 1\n"));
  const skippable = Buffer.concat([Buffer.from("5f2a4d1803000000", "hex"), Buffer.from("abc")]);

  it("joins frames and skips skippable ones", () => {
    expect(inflated(Buffer.concat([skippable, frame, skippable, frame, skippable]), "zstd")).toBe(
      "a 1\na 1\n",
    );
    expect(inflated(skippable, "zstd")).toBe("");
  });

  it("applies the limit to all frames together", () => {
    expect(inflated(Buffer.concat([frame, frame]), "zstd", 8)).toBe("a 1\na 1\n");
    expect(inflated(Buffer.concat([frame, frame]), "zstd", 7)).toBe(tooLarge(7));
    expect(inflated(Buffer.concat([frame, frame]), "zstd", 4)).toBe(tooLarge(4));
    const one = COMPRESS.zstd(Buffer.from("a"));
    expect(inflated(Buffer.concat([frame, one]), "zstd", 4)).toBe(tooLarge(4));
    expect(inflated(Buffer.concat([frame, COMPRESS.zstd(Buffer.alloc(0))]), "zstd", 4)).toBe("a 1\n");
  });

  it("accepts an empty skippable frame at the end", () => {
    const empty = Buffer.from("5f2a4d1800000000", "hex");
    expect(inflated(Buffer.concat([frame, empty]), "zstd")).toBe("a 1\n");
    expect(inflated(Buffer.concat([frame, empty.subarray(0, 7)]), "zstd")).toMatch(/in the frame at byte/);
  });

  it("refuses a skippable frame that is cut short, and garbage, naming the byte where it starts", () => {
    expect(inflated(Buffer.concat([frame, skippable.subarray(0, -1)]), "zstd")).toBe(
      corrupt("zstd", "unexpected end of file"),
    );
    expect(inflated(Buffer.concat([frame, Buffer.from("garbage")]), "zstd")).toBe(
      corrupt("zstd", `unknown frame descriptor, in the frame at byte ${frame.length}`),
    );
  });

  it("refuses a window over 8 MiB, which a tiny frame can ask for", () => {
    const body = zstdCompressSync(Buffer.alloc(9 * 1024 * 1024), {
      params: { [constants.ZSTD_c_windowLog]: 27 },
    });
    expect(inflated(body, "zstd")).toMatch(/frame requires too much memory/);
  });

  it("accepts a thousand frames and refuses one more", () => {
    const frames = Buffer.concat(Array<Buffer>(1_000).fill(frame));
    expect(inflated(frames, "zstd")).toHaveLength(4_000);
    expect(inflated(Buffer.concat([frames, frame]), "zstd")).toBe(
      corrupt("zstd", "it has more than 1000 frames"),
    );
  });
});

describe("snappy", () => {
  const content = Buffer.from("a 1\na 1\na 1\na 1\na 1\n");
  const stream = (...chunks: Uint8Array[]): Buffer => Buffer.concat([SNAPPY_IDENTIFIER, ...chunks]);
  /** A chunk with a block of these bytes, and the checksum of `text`. */
  const block = (hex: string, text = ""): Buffer =>
    snappyChunk(0, Buffer.from(hex, "hex"), Buffer.from(text));

  it("joins compressed and uncompressed chunks, and skips padding, skippable chunks and further identifiers", () => {
    const padding = Buffer.from([0xfe, 2, 0, 0, 1, 2]);
    const skippable = Buffer.from([0x80, 0, 0, 0]);
    const body = stream(
      compressedChunk(content),
      padding,
      skippable,
      SNAPPY_IDENTIFIER,
      uncompressedChunk(content),
    );
    expect(inflated(body, "snappy")).toBe(`${content}${content}`);
  });

  it("reads copies with offsets of one, two and four bytes, and literals with lengths of one to four", () => {
    expect(inflated(stream(block("08" + "0c" + "61203120" + "01" + "04", "a 1 a 1 ")), "snappy")).toBe(
      "a 1 a 1 ",
    );
    expect(inflated(stream(block("08" + "0c" + "61203120" + "0e" + "0400", "a 1 a 1 ")), "snappy")).toBe(
      "a 1 a 1 ",
    );
    expect(inflated(stream(block("08" + "0c" + "61203120" + "0f" + "04000000", "a 1 a 1 ")), "snappy")).toBe(
      "a 1 a 1 ",
    );
    for (const [tag, length] of [
      ["f0", "3f"],
      ["f4", "3f00"],
      ["f8", "3f0000"],
      ["fc", "3f000000"],
    ]) {
      expect(inflated(stream(block(`40${tag}${length}${"61".repeat(64)}`, "a".repeat(64))), "snappy")).toBe(
        "a".repeat(64),
      );
    }
  });

  it.each([
    ["a literal of 2^31 bytes, for which the library never returns", "05fcfaffffff6161616161"],
    ["a literal past the end", "0514616161"],
    ["a copy from before the start", "050061" + "01" + "02"],
    ["a copy with the offset 0", "050061" + "01" + "00"],
    ["a copy without its offset", "050061" + "02"],
    ["a literal without its length", "40f0"],
  ])("refuses %s", (_, hex) => {
    expect(inflated(stream(block(hex)), "snappy")).toBe(
      corrupt("snappy", "a damaged block in the chunk at byte 10"),
    );
  });

  it.each([
    ["fewer bytes than declared", "0504" + "6161", "a block whose length is not the declared one"],
    ["more bytes than declared", "0104" + "6161", "a block whose length is not the declared one"],
    ["no length", "", "a block without a length"],
    ["a length that does not end", "ffffffffffff", "a block without a length"],
    ["a length over 64 KiB", "818004", "a block of 65537 bytes, more than 65536"],
  ])("refuses a block with %s", (_, hex, what) => {
    expect(inflated(stream(block(hex)), "snappy")).toBe(corrupt("snappy", `${what} in the chunk at byte 10`));
  });

  it.each([
    ["an unframed block", Buffer.from("1460", "hex"), "it has no stream identifier at byte 0"],
    [
      "a wrong checksum",
      stream(snappyChunk(1, content, content, 1)),
      "a wrong checksum in the chunk at byte 10",
    ],
    ["no checksum", stream(Buffer.from([1, 3, 0, 0, 0, 0, 0])), "no checksum in the chunk at byte 10"],
    [
      "a reserved chunk",
      stream(Buffer.from([2, 0, 0, 0])),
      "a chunk of the reserved type 2 in the chunk at byte 10",
    ],
    [
      "a damaged identifier",
      stream(Buffer.from("\xff\x06\x00\x00sNaPpy", "latin1")),
      "a damaged stream identifier in the chunk at byte 10",
    ],
    [
      "an uncompressed chunk over 64 KiB",
      stream(uncompressedChunk(Buffer.alloc(65_537))),
      "a block of 65537 bytes, more than 65536 in the chunk at byte 10",
    ],
    [
      "a chunk that is cut short",
      stream(Buffer.from([0xfe, 9, 0, 0])),
      "unexpected end of file in the chunk at byte 10",
    ],
  ])("refuses %s", (_, body, what) => {
    expect(inflated(body, "snappy")).toBe(corrupt("snappy", what));
  });

  it("accepts chunks of exactly 64 KiB and of no bytes", () => {
    const largest = Buffer.alloc(65_536, "a");
    expect(inflated(stream(uncompressedChunk(largest)), "snappy")).toBe(largest.toString());
    expect(inflated(stream(uncompressedChunk(Buffer.alloc(0))), "snappy")).toBe("");
  });

  it("reads literals whose length needs two bytes", () => {
    const long = "a".repeat(700);
    expect(inflated(stream(block(`bc05f4bb02${"61".repeat(700)}`, long)), "snappy")).toBe(long);
  });

  it("applies the limit to uncompressed chunks", () => {
    expect(inflated(stream(uncompressedChunk(content)), "snappy", content.length)).toBe(content.toString());
    expect(inflated(stream(uncompressedChunk(content)), "snappy", content.length - 1)).toBe(
      tooLarge(content.length - 1),
    );
  });
});
