import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { inflate } from "../../lambda/decode/inflate.ts";
import { decodeJson } from "../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import type { ContentEncoding } from "../../lambda/model/push-request.ts";
import { arbitraryExposition } from "../support/arbitrary-expositions.ts";
import type { PlainDecoder } from "../support/sent-payloads.ts";
import { compressSnappy } from "../support/snappy-frames.ts";
import { toRuns } from "../support/test-length.ts";
import { encodeWithLibrary } from "../support/wire-oracle.ts";
import { writeJson, writeOpenMetrics, writeText } from "../support/write-expositions.ts";

type Write = (families: readonly MetricFamily[]) => string | Uint8Array;

const FORMATS: readonly (readonly [string, Write, PlainDecoder])[] = [
  ["text", writeText, decodeText],
  ["openmetrics", writeOpenMetrics, decodeOpenMetrics],
  ["protobuf", encodeWithLibrary, decodeProtobuf],
  ["json", writeJson, (bytes) => decodeJson(bytes, parseJsonBody)],
];

const COMPRESS: Readonly<Record<ContentEncoding, (payload: Buffer) => Uint8Array>> = {
  identity: (payload) => payload,
  gzip: (payload) => gzipSync(payload),
  zstd: (payload) => zstdCompressSync(payload),
  snappy: compressSnappy,
};

const encodings = fc.constantFrom(...(Object.keys(COMPRESS) as ContentEncoding[]));

/** OpenMetrics has no counter without `_total`. */
const nameCounters = (families: readonly MetricFamily[]): readonly MetricFamily[] =>
  families.map((family) =>
    family.type === "counter" ? { ...family, name: `${family.name}_total` } : family,
  );

/** Decoders never get an empty payload. */
const payloads = arbitraryExposition()
  .filter((families) => families.length > 0)
  .map(nameCounters);

describe("a payload that is written, compressed, inflated, decoded and encoded", () => {
  it.each(FORMATS)("has the same bits as the encoded original, in %s", (_, write, decode) => {
    fc.assert(
      fc.property(payloads, encodings, (families, encoding) => {
        const body = COMPRESS[encoding](Buffer.from(write(families) as string));
        const payload = inflate(body, encoding, 1_000_000);
        const decoded = payload.ok ? decode(payload.value) : payload;
        if (!decoded.ok) {
          throw new Error(JSON.stringify(decoded.error));
        }
        expect(decoded.value.rawIssues).toEqual([]);
        expect(decoded.value.notes).toEqual([]);
        expect(toHex(decoded.value.families)).toBe(toHex(families));
      }),
      { numRuns: toRuns({ short: 250, full: 20_000 }) },
    );
  });
});

const toHex = (families: readonly MetricFamily[]): string =>
  Buffer.from(encodeExposition(families)).toString("hex");
