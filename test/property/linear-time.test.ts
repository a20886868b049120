import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { FUZZ_TARGETS } from "../support/decoder-fuzz.ts";
import { double, family, message, metric, text } from "../support/protobuf-fields.ts";
import { compressedChunk, SNAPPY_IDENTIFIER } from "../support/snappy-frames.ts";

const GROWTH = 16;
/** Quadratic time would be 256 times as long. A busy machine or a garbage collection can multiply a measurement. */
const MOST_GROWTH = 96;

const label = (name: string, value: string): Buffer => message(1, text(1, name), text(2, value));
const gauge = (...fields: readonly Buffer[]): Buffer => metric(...fields, message(2));
const repeat = (size: number, create: (index: number) => string | Buffer): Buffer =>
  Buffer.concat(Array.from({ length: size }, (_, index) => Buffer.from(create(index) as string)));

/**
 * Payloads that would cost more than their length if each part caused repeated work: the format, and what makes so many
 * parts.
 */
const PATHOLOGICAL: readonly (readonly [string, string, number, (size: number) => Buffer])[] = [
  [
    "openmetrics",
    "one huge label value",
    50_000,
    (size) => Buffer.from(`a{b="${"x".repeat(size)}"} 1\n# EOF\n`),
  ],
  [
    "openmetrics",
    "one huge label value of escapes",
    10_000,
    (size) => Buffer.from(`a{b="${"\\n".repeat(size)}"} 1\n# EOF\n`),
  ],
  [
    "openmetrics",
    "tiny lines",
    5_000,
    (size) => Buffer.concat([repeat(size, () => "a 1\n"), Buffer.from("# EOF\n")]),
  ],
  ["openmetrics", "issues", 5_000, (size) => repeat(size, () => "!\n")],
  [
    "openmetrics",
    "families",
    1_000,
    (size) =>
      Buffer.concat([repeat(size, (i) => `# TYPE a${i} counter\na${i}_total 1\n`), Buffer.from("# EOF\n")]),
  ],
  ["openmetrics", "underscores", 20_000, (size) => Buffer.from(`${"_".repeat(size)} 1\n# EOF\n`)],
  [
    "openmetrics",
    "exemplars",
    2_000,
    (size) => Buffer.concat([repeat(size, (i) => `a{b="${i}"} 1 # {c="${i}"} 1\n`), Buffer.from("# EOF\n")]),
  ],
  [
    "openmetrics",
    "labels of one series",
    1_000,
    (size) => Buffer.from(`a{${repeat(size, (i) => `l${i}="x",`)}} 1\n# EOF\n`),
  ],
  [
    "protobuf",
    "tiny metrics",
    5_000,
    (size) =>
      family(
        "g",
        100,
        repeat(size, () => gauge()),
      ),
  ],
  ["protobuf", "tiny families", 5_000, (size) => repeat(size, () => Buffer.of(0))],
  ["protobuf", "broken families", 5_000, (size) => repeat(size, () => Buffer.of(1, 0))],
  ["protobuf", "one huge label", 100_000, (size) => family("g", 1, gauge(label("a", "é".repeat(size))))],
  [
    "protobuf",
    "labels of one metric",
    2_000,
    (size) => family("g", 1, gauge(repeat(size, (i) => label(`l${i}`, "x")))),
  ],
  [
    "protobuf",
    "shapes",
    1_000,
    (size) =>
      family(
        "g",
        100,
        repeat(size, (i) => gauge(label(`l${i}`, "x"), label("b", ""))),
      ),
  ],
  [
    "protobuf",
    "metrics without a value",
    5_000,
    (size) =>
      family(
        "g",
        100,
        repeat(size, () => metric()),
      ),
  ],
  ["protobuf", "one number that does not end", 100_000, (size) => family("g", 1, Buffer.alloc(size, 0x80))],
  [
    "protobuf",
    "buckets that descend",
    2_000,
    (size) =>
      family(
        "h",
        100,
        metric(
          message(
            7,
            repeat(size, (i) => message(3, double(2, -i))),
          ),
        ),
      ),
  ],
  ["json", "nesting", 20_000, (size) => repeat(size, () => "[")],
  ["json", "nested keys", 10_000, (size) => repeat(size, () => '{"a":')],
  ["json", "repeated keys", 2_000, (size) => Buffer.from(`{${repeat(size, () => '"a":1,')}"b":1}`)],
  ["json", "forbidden keys", 2_000, (size) => Buffer.from(`{${repeat(size, () => '"__proto__":1,')}"b":1}`)],
  ["json", "gauges", 2_000, (size) => Buffer.from(`{${repeat(size, (i) => `"a${i}":1,`)}"b":1}`)],
  [
    "json",
    "labels of one metric",
    2_000,
    (size) =>
      Buffer.from(
        `[{"name":"a","metrics":[{"value":1,"labels":{${repeat(size, (i) => `"l${i}":"x",`)}"b":""}}]}]`,
      ),
  ],
  [
    "json",
    "unknown keys",
    2_000,
    (size) => Buffer.from(`[{"name":"a","metrics":[]${repeat(size, (i) => `,"k${i}":1`)}}]`),
  ],
  ["json", "backslashes", 50_000, (size) => Buffer.from(`{"${"\\\\".repeat(size)}":1}`)],
  ["json", "one string that does not end", 100_000, (size) => Buffer.from(`{"${"a".repeat(size)}`)],
  ["gzip", "empty members", 500, (size) => repeat(size, () => gzipSync(""))],
  ["zstd", "empty frames", 100, (size) => repeat(size, () => zstdCompressSync(""))],
  ["zstd", "skippable frames", 5_000, (size) => repeat(size, () => Buffer.from("502a4d1800000000", "hex"))],
  [
    "snappy",
    "empty chunks",
    1_000,
    (size) => Buffer.concat([SNAPPY_IDENTIFIER, repeat(size, () => EMPTY_CHUNK)]),
  ],
  [
    "snappy",
    "padding",
    10_000,
    (size) => Buffer.concat([SNAPPY_IDENTIFIER, repeat(size, () => Buffer.of(0xfe, 0, 0, 0))]),
  ],
];

const EMPTY_CHUNK = compressedChunk(Buffer.alloc(0));

describe("decoding takes at most linear time", () => {
  it.each(PATHOLOGICAL)("as %s: %s", (name, _, size, create) => {
    const target = FUZZ_TARGETS.find((candidate) => candidate.name === name)!;
    const [small, large] = [create(size), create(size * GROWTH)];
    // The first run compiles the code. A slow result is measured again, since another process may have caused it.
    target.read(small);
    const growths: number[] = [];
    do {
      growths.push(best(() => target.read(large)) / best(() => target.read(small)));
    } while (growths.length < 4 && growths.at(-1)! > MOST_GROWTH);
    expect(Math.min(...growths)).toBeLessThan(MOST_GROWTH);
  });
});

/** The least processor time of a few tries, in microseconds. The wall clock would include other processes. */
const best = (work: () => void): number => {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  // A shorter time means nothing.
  return Math.max(50, Math.min(...times));
};
