import { describe, expect, it } from "@jest/globals";
import { TextPayload } from "../../../../lambda/decode/text/payload.ts";

/** The expected result, byte by byte. */
const countEqual = (bytes: Uint8Array, at: number, before: number, length: number): number => {
  let equal = 0;
  while (equal < length && bytes[at + equal] === bytes[before + equal]) {
    equal++;
  }
  return equal;
};

describe("a text payload", () => {
  it("counts the equal bytes at two offsets, up to a limit or its end", () => {
    const bytes = Buffer.from("abcdefgh abcdefgh abcdXfgh abcdefgX abcdefgh\n");
    const payload = new TextPayload(bytes, true);
    const differing: unknown[] = [];
    for (let at = 1; at < bytes.length; at++) {
      for (let before = 0; before < at; before++) {
        for (let length = 0; length < 20; length++) {
          const equal = payload.countEqual(at, before, length);
          if (equal !== countEqual(bytes, at, before, length)) {
            differing.push([at, before, length, equal]);
          }
        }
      }
    }
    expect(differing).toEqual([]);
  });

  it("can be a part of a larger buffer", () => {
    const memory = new TextEncoder().encode("xxxxaé aé\nxxxx");
    const payload = new TextPayload(memory.subarray(4, 12), false);
    expect([payload.slice(0, 3), payload.countEqual(4, 0, 3), payload.findLineEnd(0)]).toEqual(["aé", 3, 7]);
    expect(payload.lacksFinalNewline).toBe(false);
  });
});
