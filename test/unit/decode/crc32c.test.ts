import { describe, expect, it } from "@jest/globals";
import { crc32c } from "../../../lambda/decode/crc32c.ts";

describe("crc32c", () => {
  // RFC 3720, appendix B.4.
  it.each([
    ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
    ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
    ["0 to 31", Buffer.from([...Array(32).keys()]), 0x46dd794e],
    ["the digits", Buffer.from("123456789"), 0xe3069283],
    ["nothing", Buffer.alloc(0), 0],
  ])("is the published sum of %s", (_, bytes, sum) => {
    expect(crc32c(bytes, 0, bytes.length)).toBe(sum);
  });

  it("sums only the given range", () => {
    expect(crc32c(Buffer.from("xx123456789yy"), 2, 11)).toBe(0xe3069283);
  });
});
