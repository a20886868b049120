import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { countEncodedBytes, encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import { arbitraryNativeExposition } from "../support/arbitrary-natives.ts";
import { pushedTo } from "../support/sent-payloads.ts";
import { toRuns } from "../support/test-length.ts";
import { encodeUnpacked, encodeWithLibrary } from "../support/wire-oracle.ts";

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now: Date.now });

const RUNS = { numRuns: toRuns({ short: 500, full: 20_000 }) };

const payloads = arbitraryNativeExposition().filter((families) => families.length > 0);

const decoded = (bytes: Uint8Array) => {
  const result = decodeProtobuf(bytes);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.error));
  }
  return result.value;
};

const withoutPlaces = (families: readonly MetricFamily[]): unknown =>
  JSON.parse(
    JSON.stringify(families, (key, value: unknown) => {
      if (key === "at") {
        return undefined;
      }
      return typeof value === "bigint" || typeof value === "number" ? toExact(value) : value;
    }),
  );

const toExact = (value: number | bigint): string => (Object.is(value, -0) ? "-0" : String(value));

describe("native histograms, exemplars, created timestamps and units in protobuf", () => {
  it("are written as a protobuf library writes them, and counted to the byte", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const bytes = encodeExposition(families);
        expect(Buffer.compare(bytes, encodeWithLibrary(families))).toBe(0);
        expect(countEncodedBytes(families)).toBe(bytes.length);
      }),
      RUNS,
    );
  });

  it("are read back to the bit, whether numbers are packed or not, and are valid", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const packed = decoded(encodeExposition(families));
        const unpacked = decoded(encodeUnpacked(families));
        expect(withoutPlaces(packed.families)).toEqual(withoutPlaces(families));
        expect(withoutPlaces(unpacked.families)).toEqual(withoutPlaces(families));
        expect(packed.rawIssues).toEqual([]);
        const valid = validate(packed, pushedTo({ format: "protobuf" }));
        expect(valid.ok ? [] : valid.error.issues).toEqual([]);
      }),
      RUNS,
    );
  });
});
