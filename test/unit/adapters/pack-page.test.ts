import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { packPage } from "../../../lambda/adapters/page/pack-page.ts";

/** Chunks that cannot be compressed. */
const CHUNKS = Array.from({ length: 8 }, () => randomBytes(300_000));
const PAGE = Buffer.concat(CHUNKS);

describe.each(["gzip", "identity"] as const)("a page that is packed as %s", (encoding) => {
  const pack = (maxBytes: number, chunks: Iterable<Uint8Array> = CHUNKS) =>
    packPage(chunks, encoding, maxBytes);

  it("has all bytes, and at most as many as it may have", async () => {
    const packed = (await pack(10 * PAGE.length)) as Uint8Array;
    expect(PAGE.equals(encoding === "gzip" ? gunzipSync(packed) : packed)).toBe(true);
    expect(await pack(packed.length)).toEqual(packed);
    expect(await pack(packed.length - 1)).toBe("too-large");
  });

  it("is given up before the rest is made, since all of it would fill the memory", async () => {
    let made = 0;
    const chunks = function* () {
      for (const chunk of CHUNKS) {
        made += 1;
        yield chunk;
      }
    };
    expect(await pack(1_000, chunks())).toBe("too-large");
    expect(made).toBeLessThan(CHUNKS.length);
  });
});
