import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import { ByteBound } from "../../lambda/authorize/byte-bound.ts";
import { decodeJson } from "../../lambda/decode/json/decode-json.ts";
import { decodeOpenMetrics } from "../../lambda/decode/openmetrics/decode-openmetrics.ts";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { countEncodedBytes, encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import type { Bucket, Histogram, MetricFamily, Sample, Summary } from "../../lambda/model/exposition.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { arbitraryNativeExposition } from "../support/arbitrary-natives.ts";
import { pushedTo } from "../support/sent-payloads.ts";
import { toRuns } from "../support/test-length.ts";
import { encodeUnpacked, encodeWithLibrary } from "../support/wire-oracle.ts";
import { writeNativeJson, writeOpenMetricsExtras } from "../support/write-natives.ts";

const validate = createStrictValidator(Date.now);

const RUNS = { numRuns: toRuns({ short: 250, full: 20_000 }) };

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
  it("are written as a protobuf library writes them, and counted exactly", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const bytes = encodeExposition(families);
        expect(Buffer.compare(bytes, encodeWithLibrary(families))).toBe(0);
        expect(countEncodedBytes(families)).toBe(bytes.length);
      }),
      RUNS,
    );
  });

  it("are read back exactly, packed or not, and are valid", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const packed = decoded(encodeExposition(families));
        const unpacked = decoded(encodeUnpacked(families));
        const expected = withoutPlaces(families);
        expect(withoutPlaces(packed.families)).toEqual(expected);
        expect(withoutPlaces(unpacked.families)).toEqual(expected);
        expect(packed.rawIssues).toEqual([]);
        const valid = validate(packed, pushedTo({ format: "protobuf" }));
        expect(valid.ok ? [] : valid.error.issues).toEqual([]);
      }),
      RUNS,
    );
  });
});

const toHex = (families: readonly MetricFamily[]): string =>
  Buffer.from(encodeExposition(families)).toString("hex");

describe("the bound of a push's bytes", () => {
  it("is not below the relayed bytes", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const relayedBytes = encodeExposition(families).length - 1;
        const bound = new ByteBound({ ...DEFAULT_LIMITS, relayedBytes });
        for (const family of families) {
          bound.addFamily(family);
          for (const metric of family.metrics) {
            bound.addMetric(metric, [...metric.labels.names, ...metric.labels.values].join("").length);
          }
        }
        expect(bound.mayExceed).toBe(true);
      }),
      RUNS,
    );
  });
});

describe("native histograms, exemplars and created timestamps in JSON", () => {
  it("become the same bytes as from protobuf", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const result = decodeJson(Buffer.from(writeNativeJson(families)), parseJsonBody);
        expect(result.ok && result.value.rawIssues).toEqual([]);
        expect(result.ok && toHex(result.value.families)).toBe(toHex(families));
      }),
      RUNS,
    );
  });
});

describe("exemplars and created timestamps in OpenMetrics", () => {
  it("become the same bytes as from protobuf", () => {
    fc.assert(
      fc.property(payloads, (families) => {
        const writable = families.map(toOpenMetrics).filter(({ metrics }) => metrics.length > 0);
        const result = decodeOpenMetrics(Buffer.from(writeOpenMetricsExtras(writable)));
        expect(result.ok ? [...result.value.rawIssues, ...result.value.notes] : result.error).toEqual([]);
        expect(result.ok && toHex(result.value.families)).toBe(toHex(writable));
      }),
      RUNS,
    );
  });
});

/** The parts of a family that OpenMetrics can express. */
const toOpenMetrics = (family: MetricFamily): MetricFamily => {
  const unit = family.unit === undefined ? "" : `_${family.unit}`;
  const name = `${family.name}${unit}${family.type === "counter" ? "_total" : ""}`;
  return {
    ...family,
    name,
    metrics: (family.metrics as readonly (Sample | Histogram | Summary)[])
      .filter((metric) => !("native" in metric && metric.native !== undefined))
      .map((metric) =>
        "buckets" in metric
          ? {
              ...metric,
              buckets: metric.buckets.map(withPlainExemplar),
              created: family.type === "histogram" ? metric.created : undefined,
            }
          : "quantiles" in metric
            ? { ...metric, quantiles: [] }
            : withPlainExemplar(metric),
      ),
  } as MetricFamily;
};

/** Its label names belong to the legacy set. */
const withPlainExemplar = <Holder extends Sample | Bucket>(holder: Holder): Holder =>
  holder.exemplar === undefined
    ? holder
    : {
        ...holder,
        exemplar: {
          ...holder.exemplar,
          labels: {
            names: holder.exemplar.labels.names.map((_, index) => `n${index}`),
            values: holder.exemplar.labels.values,
          },
        },
      };
