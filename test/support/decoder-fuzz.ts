import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import type { FormatId } from "../../lambda/decode/formats.ts";
import { inflate } from "../../lambda/decode/inflate.ts";
import { decodeJson } from "../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { DecodedExposition } from "../../lambda/model/decoded-exposition.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { MAX_REPORTED_ISSUES } from "../../lambda/model/issue.ts";
import type { ContentEncoding } from "../../lambda/model/push-request.ts";
import type { Refusal } from "../../lambda/model/refusal.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { arbitraryExposition } from "./arbitrary-expositions.ts";
import { arbitraryNativeExposition } from "./arbitrary-natives.ts";
import { mutate } from "./byte-mutations.ts";
import type { Random } from "./random.ts";
import type { PlainDecoder } from "./sent-payloads.ts";
import { pushedTo } from "./sent-payloads.ts";
import { compressSnappy } from "./snappy-frames.ts";
import { encodeUnpacked } from "./wire-oracle.ts";
import { writeJson, writeOpenMetrics, writeText } from "./write-expositions.ts";
import { writeNativeJson } from "./write-natives.ts";

/** A reader of untrusted bytes. */
export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Buffer[];
  readonly tokens: readonly Buffer[];
  /** Throws if the answer is not valid. */
  run(bytes: Uint8Array): void;
}

/** Bytes for a target: mostly a mutated payload, sometimes parts of two, sometimes noise. */
export const createHostileBytes = ({ seeds, tokens }: FuzzTarget, random: Random): Buffer => {
  const kind = random.below(10);
  if (kind === 0) {
    return random.bytes(1 + random.below(64));
  }
  if (kind === 1) {
    return Buffer.concat(Array.from({ length: 1 + random.below(24) }, () => random.pick(tokens)));
  }
  const seed = random.pick(seeds);
  return mutate(kind === 2 ? Buffer.concat([seed, random.pick(seeds)]) : seed, random, tokens);
};

const validate = createStrictValidator(Date.now);

/**
 * A decoder's answer must be a refusal with a place, or families that `validate` can judge. Accepted families are
 * encoded, and must be the same after decoding.
 */
const checkDecoder = (format: FormatId, decode: PlainDecoder, bytes: Uint8Array): void => {
  if (bytes.length === 0) {
    return;
  }
  const decoded = decode(bytes);
  if (!decoded.ok) {
    if (decoded.error.code !== "limit-exceeded") {
      checkRefusal(decoded.error, ["payload-unreadable"]);
    }
    return;
  }
  checkPlaces(decoded.value);
  const valid = validate(decoded.value, pushedTo({ format }));
  if (!valid.ok) {
    checkRefusal(valid.error, ["payload-invalid"]);
    return;
  }
  const encoded = encodeExposition(valid.value.families);
  const again = decodeProtobuf(encoded);
  assert.ok(again.ok, "what is relayed must be readable");
  assert.deepEqual(again.value.rawIssues, []);
  assert.ok(
    Buffer.from(encodeExposition(again.value.families)).equals(encoded),
    "what is relayed must be canonical",
  );
};

const checkRefusal = (refusal: Refusal, codes: readonly string[]): void => {
  assert.ok(codes.includes(refusal.code), refusal.code);
  assert.ok(refusal.issues.length > 0 && refusal.issues.length <= MAX_REPORTED_ISSUES);
  assert.ok(refusal.total >= refusal.issues.length);
  for (const { code, detail } of refusal.issues) {
    assert.match(code, /^[a-z0-9-]+$/);
    assert.ok(detail.length > 0 && detail.length < 1_000, detail);
  }
};

const checkPlaces = ({ families, rawIssues, source }: DecodedExposition): void => {
  const places = [...rawIssues, ...families].slice(0, 20);
  for (const { at } of places) {
    assert.ok(source.locate(at) !== undefined);
  }
};

const LIMIT = 64 * 1024;

const checkInflate = (encoding: ContentEncoding, bytes: Uint8Array): void => {
  const inflated = inflate(bytes, encoding, LIMIT);
  if (inflated.ok) {
    assert.ok(inflated.value.length <= LIMIT);
  } else {
    assert.ok(["body-corrupt", "body-too-large"].includes(inflated.error.code), inflated.error.code);
  }
};

const EXPOSITIONS = fc
  .sample(arbitraryExposition(), { numRuns: 60, seed: 20261123 })
  .filter((families) => families.length > 0);

const NATIVES = fc
  .sample(arbitraryNativeExposition(), { numRuns: 60, seed: 20261128 })
  .filter((families) => families.length > 0);

/** OpenMetrics has no counter without `_total`. */
const OPENMETRICS_EXPOSITIONS = EXPOSITIONS.map((families) =>
  families.map((family) =>
    family.type === "counter" ? { ...family, name: `${family.name}_total` } : family,
  ),
);

const toTokens = (...tokens: readonly string[]): readonly Buffer[] =>
  tokens.map((token) => Buffer.from(token, "latin1"));

const LINES = toTokens(
  ...'\n|\r\n|\r|{|}|"|\\|=|,| |\t|#|# |# HELP |# TYPE |le="1"|le="+Inf"|quantile="0.5"|_bucket|_sum|_count'.split(
    "|",
  ),
  ...'_total|_created|m0_|counter\n|gauge\n|histogram\n|summary\n|untyped\n|NaN|+Inf|-1|1e999|0x10|1_0|1.0|""|__a|\u00ff|\u00c3'.split(
    "|",
  ),
);

const LINES_OF_OPENMETRICS = [
  ...LINES,
  ...toTokens(
    ...'# EOF\n|# UNIT |_gcount|_gsum|_info|info\n|stateset\n|unknown\n|gaugehistogram\n| # {} 1| # {} NaN 5|a_created 5\n|{trace_id="1"}'.split(
      "|",
    ),
  ),
];

const JSON_TOKENS = toTokens(
  ...'{|}|[|]|:|,|"|\\|\\u|\\ud83d|null|true|1e999|-0|"NaN"|"+Inf"|"name"|"type"|"metrics"|"labels"|"value"'.split(
    "|",
  ),
  ...'"buckets"|"quantiles"|"count"|"sum"|"help"|"__proto__"|"constructor"|"native"|"exemplar"|"created"|"positive_deltas"|"positive_counts"|"zero_count"|{"a":1}|[[[[|\u00ff|timestamp_ms|\n'.split(
    "|",
  ),
);

const WIRE_TOKENS = [
  "0a",
  "12",
  "18",
  "22",
  "3a",
  "1a",
  "2a",
  "30",
  "09",
  "11",
  "00",
  "ff",
  "80",
  "0a00",
  "1200",
  "2200",
  "1803",
  "1805",
  "1809",
  "ffffffffffffffffff01",
  "ffffffff0f",
  "808080808000",
  "0a0161",
  "0a026c65",
  "09000000000000f87f",
  "11000000000000f07f",
  "0b0c",
  // Spans, deltas, counts, exemplars and timestamps.
  "62020804",
  "6204080010021000",
  "6a020201",
  "6801",
  "720800000000000000f03f",
  "280f",
  "3801",
  "8201001a00",
  "7a00",
  "7a0208ff01",
].map((hex) => Buffer.from(hex, "hex"));

const FRAME_TOKENS = [
  "1f8b0800000000000003",
  "28b52ffd",
  "502a4d1804000000",
  "ff060000734e61507059",
  "00",
  "01",
  "fe000000",
  "ffffff",
  "fcfaffffff",
  "80",
].map((hex) => Buffer.from(hex, "hex"));

const decoderTarget = (
  format: FormatId,
  decode: PlainDecoder,
  seeds: readonly (string | Uint8Array)[],
  tokens: readonly Buffer[],
): FuzzTarget => ({
  name: format,
  seeds: seeds.map((seed) => Buffer.from(seed as string)),
  tokens,
  run: (bytes) => checkDecoder(format, decode, bytes),
});

const inflateTarget = (encoding: ContentEncoding, compress: (payload: Buffer) => Uint8Array): FuzzTarget => ({
  name: encoding,
  seeds: EXPOSITIONS.map((families) => Buffer.from(compress(Buffer.from(writeText(families))))),
  tokens: FRAME_TOKENS,
  run: (bytes) => checkInflate(encoding, bytes),
});

const write = (
  families: readonly (readonly MetricFamily[])[],
  as: (one: readonly MetricFamily[]) => string | Uint8Array,
) => families.map(as);

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  decoderTarget("text", decodeText, write(EXPOSITIONS, writeText), LINES),
  decoderTarget(
    "openmetrics",
    decodeOpenMetrics,
    write(OPENMETRICS_EXPOSITIONS, writeOpenMetrics),
    LINES_OF_OPENMETRICS,
  ),
  decoderTarget(
    "protobuf",
    decodeProtobuf,
    [
      ...write(EXPOSITIONS, encodeExposition),
      ...write(NATIVES, encodeExposition),
      ...write(NATIVES, encodeUnpacked),
    ],
    WIRE_TOKENS,
  ),
  decoderTarget(
    "json",
    (bytes) => decodeJson(bytes, parseJsonBody),
    [...write(EXPOSITIONS, writeJson), ...write(NATIVES, writeNativeJson)],
    JSON_TOKENS,
  ),
  inflateTarget("gzip", (payload) => gzipSync(payload)),
  inflateTarget("zstd", (payload) => zstdCompressSync(payload)),
  inflateTarget("snappy", compressSnappy),
];
