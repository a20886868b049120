import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { decode } from "../../lambda/decode/decode.ts";
import { type FormatId, findFormat } from "../../lambda/decode/formats.ts";
import { TEXT_FORMAT } from "../../lambda/decode/text/decode-text.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { ContentEncoding } from "../../lambda/model/push-request.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { processorTimeMs } from "../support/processor-time.ts";
import { double, family, label, message, metric } from "../support/protobuf-fields.ts";
import { compressedChunk, SNAPPY_IDENTIFIER } from "../support/snappy-frames.ts";

const gauge = (...fields: readonly Buffer[]): Buffer => metric(...fields, message(2));
const lines = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join("");
const fields = (count: number, field: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => field(index)));
const repeat = (count: number, part: Uint8Array): Buffer => Buffer.alloc(count * part.length, part);

/** The format, or the encoding of text; what makes so many parts; a size, and a payload of this size. */
type Pathological = readonly [FormatId | ContentEncoding, string, number, (size: number) => string | Buffer];

/** Payloads that would cost more than their length if each part caused repeated work. */
const PATHOLOGICAL: readonly Pathological[] = [
  ["text", "one huge label value", 15_000, (size) => `a{b="${"x".repeat(size)}"} 1\n`],
  ["text", "one huge label value of escapes", 15_000, (size) => `a{b="${"\\n".repeat(size / 2)}"} 1\n`],
  ["text", "one huge label value that does not end", 15_000, (size) => `a{b="${"x".repeat(size)}`],
  ["text", "huge label values that differ at their end", 15_000, (size) => lines(10, (i) => `a{b="${"x".repeat(size / 10)}${i}"} 1\n`)],
  ["text", "one huge name", 15_000, (size) => `${"a".repeat(size)} 1\n`],
  ["text", "one huge number", 15_000, (size) => `a ${"1".repeat(size)}\n`],
  ["text", "one huge text of digits that is not a number", 15_000, (size) => `a ${"1".repeat(size)}x\n`],
  ["text", "one huge fraction", 15_000, (size) => `a 0.${"0".repeat(size)}1\n`],
  ["text", "one huge HELP of escapes", 15_000, (size) => `# HELP a ${"\\\\".repeat(size / 2)}\n`],
  ["text", "one huge HELP of blanks", 15_000, (size) => `# HELP a${" ".repeat(size)}x`],
  ["text", "one huge comment of hashes", 15_000, (size) => `#${" #".repeat(size / 2)}`],
  ["text", "one huge type", 15_000, (size) => `# TYPE a ${"x".repeat(size)}\n`],
  ["text", "blanks", 15_000, (size) => " ".repeat(size)],
  ["text", "empty lines", 15_000, (size) => "\n".repeat(size)],
  ["text", "tiny lines", 15_000, (size) => "a 1\n".repeat(size / 4)],
  ["text", "many families", 15_000, (size) => lines(size / 10, (i) => `a${i} 1\n`)],
  ["text", "many labels on a series", 15_000, (size) => `a{${lines(size / 12, (i) => `l${i}="1",`)}} 1\n`],
  ["text", "the same label many times", 15_000, (size) => `a{${'l="1",'.repeat(size / 6)}} 1\n`],
  ["text", "label names that are all different", 15_000, (size) => lines(size / 16, (i) => `a{l${i}="1"} 1\n`)],
  ["text", "label names in changing order", 15_000, (size) => lines(size / 20, (i) => (i % 2 ? 'a{b="1",c="2"} 1\n' : 'a{c="1",b="2"} 1\n'))],
  ["text", "series in falling order", 15_000, (size) => lines(size / 16, (i) => `a{b="${size - i}"} 1\n`)],
  ["text", "integers that are the same modulo a power of two", 15_000, (size) => lines(size / 20, (i) => `a{b="${i * 65_536}"} 1\n`)],
  ["text", "many histograms in turn", 15_000, (size) => `# TYPE h histogram\n${lines(size / 30, (i) => `h_bucket{x="${i % 997}",le="${i}"} 1\n`)}`],
  ["text", "buckets in falling order", 15_000, (size) => `# TYPE h histogram\n${lines(size / 20, (i) => `h_bucket{le="${-i}"} 1\n`)}`],
  ["text", "issues", 15_000, (size) => "5\n".repeat(size / 2)],
  ["text", "issues at the end of huge lines", 15_000, (size) => lines(20, () => `a{b="${"x".repeat(size / 20)}\n`)],
  ["text", "timestamps", 15_000, (size) => "a 1 1\n".repeat(size / 6)],
  ["text", "negative counters", 15_000, (size) => `# TYPE a counter\n${lines(size / 16, (i) => `a{b="${i}"} -1\n`)}`],
  ["text", "types of one family", 15_000, (size) => "# TYPE a gauge\n".repeat(size / 15)],
  ["text", "unclosed braces", 15_000, (size) => "a{".repeat(size / 2)],
  ["text", "newlines that were lost", 15_000, (size) => "a 1".repeat(size / 3)],
  ["openmetrics", "one huge label value", 50_000, (size) => `a{b="${"x".repeat(size)}"} 1\n# EOF\n`],
  ["openmetrics", "one huge label value of escapes", 10_000, (size) => `a{b="${"\\n".repeat(size)}"} 1\n# EOF\n`],
  ["openmetrics", "tiny lines", 5_000, (size) => `${"a 1\n".repeat(size)}# EOF\n`],
  ["openmetrics", "issues", 5_000, (size) => "!\n".repeat(size)],
  ["openmetrics", "families", 1_000, (size) => `${lines(size, (i) => `# TYPE a${i} counter\na${i}_total 1\n`)}# EOF\n`],
  ["openmetrics", "underscores", 20_000, (size) => `${"_".repeat(size)} 1\n# EOF\n`],
  ["openmetrics", "exemplars", 2_000, (size) => `${lines(size, (i) => `a{b="${i}"} 1 # {c="${i}"} 1\n`)}# EOF\n`],
  ["openmetrics", "labels of one series", 1_000, (size) => `a{${lines(size, (i) => `l${i}="x",`)}} 1\n# EOF\n`],
  ["protobuf", "tiny metrics", 5_000, (size) => family("g", 100, repeat(size, gauge()))],
  ["protobuf", "tiny families", 5_000, (size) => Buffer.alloc(size)],
  ["protobuf", "broken families", 5_000, (size) => repeat(size, Buffer.of(1, 0))],
  ["protobuf", "one huge label", 100_000, (size) => family("g", 1, gauge(label("a", "é".repeat(size))))],
  ["protobuf", "labels of one metric", 2_000, (size) => family("g", 1, gauge(fields(size, (i) => label(`l${i}`, "x"))))],
  ["protobuf", "shapes", 1_000, (size) => family("g", 100, fields(size, (i) => gauge(label(`l${i}`, "x"), label("b", ""))))],
  ["protobuf", "metrics without a value", 5_000, (size) => family("g", 100, repeat(size, metric()))],
  ["protobuf", "one number that does not end", 100_000, (size) => family("g", 1, Buffer.alloc(size, 0x80))],
  ["protobuf", "buckets that descend", 2_000, (size) => family("h", 100, metric(message(7, fields(size, (i) => message(3, double(2, -i))))))],
  ["json", "nesting", 20_000, (size) => "[".repeat(size)],
  ["json", "nested keys", 10_000, (size) => '{"a":'.repeat(size)],
  ["json", "repeated keys", 2_000, (size) => `{${'"a":1,'.repeat(size)}"b":1}`],
  ["json", "forbidden keys", 2_000, (size) => `{${'"__proto__":1,'.repeat(size)}"b":1}`],
  ["json", "gauges", 2_000, (size) => `{${lines(size, (i) => `"a${i}":1,`)}"b":1}`],
  ["json", "labels of one metric", 2_000, (size) => `[{"name":"a","metrics":[{"value":1,"labels":{${lines(size, (i) => `"l${i}":"x",`)}"b":""}}]}]`],
  ["json", "unknown keys", 2_000, (size) => `[{"name":"a","metrics":[]${lines(size, (i) => `,"k${i}":1`)}}]`],
  ["json", "backslashes", 50_000, (size) => `{"${"\\\\".repeat(size)}":1}`],
  ["json", "one string that does not end", 100_000, (size) => `{"${"a".repeat(size)}`],
  ["gzip", "empty members", 500, (size) => repeat(size, gzipSync(""))],
  ["zstd", "empty frames", 100, (size) => repeat(size, zstdCompressSync(""))],
  ["zstd", "skippable frames", 5_000, (size) => repeat(size, Buffer.from("502a4d1800000000", "hex"))],
  ["snappy", "empty chunks", 1_000, (size) => Buffer.concat([SNAPPY_IDENTIFIER, repeat(size, compressedChunk(Buffer.alloc(0)))])],
  ["snappy", "padding", 10_000, (size) => Buffer.concat([SNAPPY_IDENTIFIER, repeat(size, Buffer.of(0xfe, 0, 0, 0))])],
]; // biome-ignore format: a table

const MAX_BYTES = 8 * 1024 * 1024;

/** The processor time in ms. A shorter time than 50 µs means nothing. */
const costOf = (body: Buffer, as: FormatId | ContentEncoding): number => {
  const found = findFormat(as);
  const format = found ?? TEXT_FORMAT;
  const encoding = found === undefined ? (as as ContentEncoding) : "identity";
  // A validator that remembers the names of an earlier run would be faster.
  const validate = createStrictValidator(Date.now);
  const takenMs = processorTimeMs(() => {
    const decoded = decode({ body, format, encoding }, MAX_BYTES, parseJsonBody);
    if (decoded.ok) {
      validate(decoded.value, { key: GroupingKey.of("test", []), format });
    }
  });
  return Math.max(0.05, takenMs);
};

const GROWTH = 16;
/** Quadratic time would be 256 times as long. A garbage collection can multiply a measurement. */
const MOST_GROWTH = 96;

describe("decoding and judging takes at most linear time", () => {
  it.each(PATHOLOGICAL)("as %s: %s", (as, _, size, create) => {
    const [small, large] = [
      Buffer.from(create(size) as string),
      Buffer.from(create(size * GROWTH) as string),
    ];
    // The first run compiles the code. A slow result is measured again, since something else may have caused it.
    costOf(small, as);
    let growth: number;
    let tries = 0;
    do {
      growth = costOf(large, as) / Math.min(...[1, 2, 3].map(() => costOf(small, as)));
    } while (growth > MOST_GROWTH && ++tries < 6);
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});
