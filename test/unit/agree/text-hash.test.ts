import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { hashText } from "../../../lambda/agree/text-hash.ts";

const expected = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

describe("hashText", () => {
  it("is the beginning of SHA-256, however often and among however many texts it is asked for", () => {
    const texts = ["", "é", ...Array.from({ length: 2_500 }, (_, index) => `i-${index}`)];
    for (const text of [...texts, ...texts]) expect(hashText(text)).toBe(expected(text));
  });
});
