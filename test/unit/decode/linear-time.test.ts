import { describe, expect, it } from "@jest/globals";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

/** With a new validator, because one that remembers names would be faster with small payloads. */
const judge = (payload: Uint8Array): void => {
  const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });
  const decoded = decodeText(payload);
  if (decoded.ok) {
    validate(decoded.value, pushedTo());
  }
};

/** The least processor time of several runs, in milliseconds. */
const costOf = (payload: Uint8Array): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) {
    const before = process.cpuUsage();
    judge(payload);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
};

const numbered = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

/** Payloads of about `size` bytes. */
const HOSTILE: readonly [string, (size: number) => string][] = [
  ["one huge label value", (size) => `a{b="${"x".repeat(size)}"} 1\n`],
  ["one huge label value of escapes", (size) => `a{b="${"\\n".repeat(size / 2)}"} 1\n`],
  ["one huge label value that does not end", (size) => `a{b="${"x".repeat(size)}`],
  ["huge label values that differ at their end", (size) => numbered(10, (i) => `a{b="${"x".repeat(size / 10)}${i}"} 1\n`)],
  ["one huge name", (size) => `${"a".repeat(size)} 1\n`],
  ["one huge number", (size) => `a ${"1".repeat(size)}\n`],
  ["one huge text of digits that is not a number", (size) => `a ${"1".repeat(size)}x\n`],
  ["one huge fraction", (size) => `a 0.${"0".repeat(size)}1\n`],
  ["one huge HELP of escapes", (size) => `# HELP a ${"\\\\".repeat(size / 2)}\n`],
  ["one huge HELP of blanks", (size) => `# HELP a${" ".repeat(size)}x`],
  ["one huge comment of hashes", (size) => `#${" #".repeat(size / 2)}`],
  ["one huge type", (size) => `# TYPE a ${"x".repeat(size)}\n`],
  ["blanks", (size) => " ".repeat(size)],
  ["empty lines", (size) => "\n".repeat(size)],
  ["tiny lines", (size) => "a 1\n".repeat(size / 4)],
  ["many families", (size) => numbered(size / 10, (i) => `a${i} 1\n`)],
  ["many labels on a series", (size) => `a{${numbered(size / 12, (i) => `l${i}="1",`)}} 1\n`],
  ["the same label many times", (size) => `a{${'l="1",'.repeat(size / 6)}} 1\n`],
  ["label names that are all different", (size) => numbered(size / 16, (i) => `a{l${i}="1"} 1\n`)],
  ["label names in changing order", (size) => numbered(size / 20, (i) => (i % 2 ? 'a{b="1",c="2"} 1\n' : 'a{c="1",b="2"} 1\n'))],
  ["series in falling order", (size) => numbered(size / 16, (i) => `a{b="${size - i}"} 1\n`)],
  ["integers that are the same modulo a power of two", (size) => numbered(size / 20, (i) => `a{b="${i * 65_536}"} 1\n`)],
  ["many histograms in turn", (size) => `# TYPE h histogram\n${numbered(size / 30, (i) => `h_bucket{x="${i % 997}",le="${i}"} 1\n`)}`],
  ["buckets in falling order", (size) => `# TYPE h histogram\n${numbered(size / 20, (i) => `h_bucket{le="${-i}"} 1\n`)}`],
  ["issues", (size) => "5\n".repeat(size / 2)],
  ["issues at the end of huge lines", (size) => numbered(20, () => `a{b="${"x".repeat(size / 20)}\n`)],
  ["timestamps", (size) => "a 1 1\n".repeat(size / 6)],
  ["negative counters", (size) => `# TYPE a counter\n${numbered(size / 16, (i) => `a{b="${i}"} -1\n`)}`],
  ["types of one family", (size) => "# TYPE a gauge\n".repeat(size / 15)],
  ["unclosed braces", (size) => "a{".repeat(size / 2)],
  ["newlines that were lost", (size) => "a 1".repeat(size / 3)],
]; // biome-ignore format: a table

const SIZE = 15_000;
const FACTOR = 16;
/** With quadratic time the large payload would take 256 times as long: seconds, even on a machine that is not busy. */
const MOST_GROWTH = 96;
/** A shorter time of the small payload cannot be measured well. */
const FLOOR_MS = 2;

describe("takes at most linear time for", () => {
  it.each(HOSTILE)("%s", (_, create) => {
    const small = Buffer.from(create(SIZE));
    const large = Buffer.from(create(SIZE * FACTOR));
    expect(costOf(large)).toBeLessThan(MOST_GROWTH * Math.max(costOf(small), FLOOR_MS));
  });
});
