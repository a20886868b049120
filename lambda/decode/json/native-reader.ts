import type { BucketSpan, NativeBuckets, NativeSide, Whole } from "../../model/exposition.ts";
import { toWhole } from "../../model/exposition.ts";
import { type Fields, isRecord } from "../../model/fields.ts";
import { quote } from "../../model/issue.ts";
import type { ReportRawIssue } from "../found-issues.ts";
import { parseJsonNumber, reportShape } from "./json-value.ts";

/**
 * The native buckets under `native`. `count` is that of the histogram. An integer histogram has deltas, a float
 * histogram has counts. Undefined if they are not valid, which is reported.
 */
export const readNative = (
  value: unknown,
  count: unknown,
  at: number,
  report: ReportRawIssue,
): NativeBuckets | undefined => new JsonNativeReader(at, report).read(value, count);

class JsonNativeReader {
  readonly #at: number;
  readonly #report: ReportRawIssue;
  #isBroken = false;

  constructor(at: number, report: ReportRawIssue) {
    this.#at = at;
    this.#report = report;
  }

  read(value: unknown, count: unknown): NativeBuckets | undefined {
    if (!isRecord(value)) {
      return this.#reportShape('an object under "native"', value);
    }
    for (const key of Object.keys(value)) {
      if (!NATIVE_KEYS.has(key)) {
        this.#report("key-unknown", this.#at, key);
      }
    }
    const { zero_count: zeroCount = 0 } = value;
    const isFloat =
      FLOAT_KEYS.some((key) => value[key] !== undefined) || !(isWhole(count) && isWhole(zeroCount));
    if (isFloat && DELTA_KEYS.some((key) => value[key] !== undefined)) {
      this.#report("native-counts-mixed", this.#at, "");
    }
    const native = isFloat ? this.#readFloat(value, count) : this.#readInteger(value, count);
    return this.#isBroken ? undefined : withSpan(native);
  }

  #readInteger(native: Fields, count: unknown): NativeBuckets {
    return {
      kind: "integer",
      ...this.#readCommon(native),
      count: this.#whole("count", count, UINT64),
      zeroCount: this.#whole("zero_count", native["zero_count"] ?? 0, UINT64),
      positive: this.#readSide(native, "positive_spans", "positive_deltas", this.#delta),
      negative: this.#readSide(native, "negative_spans", "negative_deltas", this.#delta),
    };
  }

  #readFloat(native: Fields, count: unknown): NativeBuckets {
    return {
      kind: "float",
      ...this.#readCommon(native),
      count: this.#number("count", count),
      zeroCount: this.#number("zero_count", native["zero_count"] ?? 0),
      positive: this.#readSide(native, "positive_spans", "positive_counts", this.#number),
      negative: this.#readSide(native, "negative_spans", "negative_counts", this.#number),
    };
  }

  #readCommon(native: Fields): Pick<NativeBuckets, "schema" | "zeroThreshold"> {
    return {
      schema: Number(this.#whole("schema", native["schema"], INT32)),
      zeroThreshold: this.#number("zero_threshold", native["zero_threshold"] ?? 0),
    };
  }

  #readSide<Value extends Whole>(
    native: Fields,
    spansKey: string,
    valuesKey: string,
    read: (key: string, value: unknown) => Value,
  ): NativeSide<Value> {
    return {
      spans: this.#list(native, spansKey).map((span) => this.#span(spansKey, span)),
      values: this.#list(native, valuesKey).map((value) => read.call(this, valuesKey, value)),
    };
  }

  #list(native: Fields, key: string): readonly unknown[] {
    const { [key]: value = [] } = native;
    if (Array.isArray(value)) {
      return value;
    }
    this.#reportShape(`a list under ${quote(key)}`, value);
    return [];
  }

  #span(key: string, value: unknown): BucketSpan {
    if (!isRecord(value) || Object.keys(value).some((name) => name !== "offset" && name !== "length")) {
      this.#reportShape(`objects of "offset" and "length" under ${quote(key)}`, value);
      return { offset: 0, length: 0 };
    }
    return {
      offset: Number(this.#whole("offset", value["offset"], INT32)),
      length: Number(this.#whole("length", value["length"], UINT32)),
    };
  }

  #delta(key: string, value: unknown): Whole {
    return this.#whole(key, value, INT64);
  }

  #whole(key: string, value: unknown, { least, most }: Range): Whole {
    const whole = parseWhole(value);
    if (whole === undefined || whole < least || whole > most) {
      this.#reportShape(`a whole number from ${least} to ${most} under ${quote(key)}`, value);
      return 0;
    }
    return whole;
  }

  #number(key: string, value: unknown): number {
    const number = parseJsonNumber(value);
    if (number === undefined) {
      this.#reportShape(`a number under ${quote(key)}`, value);
      return 0;
    }
    return number;
  }

  #reportShape(expected: string, got: unknown): undefined {
    this.#isBroken = true;
    return reportShape(this.#report, this.#at, expected, got);
  }
}

/** An empty native histogram gets a span without buckets, because otherwise it would be read as a classic histogram. */
const withSpan = (native: NativeBuckets): NativeBuckets => {
  const { positive, negative, zeroThreshold, zeroCount } = native;
  const isDistinct =
    positive.spans.length > 0 || negative.spans.length > 0 || zeroThreshold !== 0 || zeroCount !== 0;
  return isDistinct
    ? native
    : ({ ...native, positive: { ...positive, spans: [{ offset: 0, length: 0 }] } } as NativeBuckets);
};

/** A whole number, or a text with a whole number, which can be larger than a JSON number can exactly be. */
const parseWhole = (value: unknown): Whole | undefined => {
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) {
    return toWhole(BigInt(value));
  }
  return Number.isSafeInteger(value) ? (value as number) : undefined;
};

const isWhole = (value: unknown): boolean => parseWhole(value) !== undefined;

interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

const INT32: Range = { least: -(2n ** 31n), most: 2n ** 31n - 1n };
const UINT32: Range = { least: 0n, most: 2n ** 32n - 1n };
const INT64: Range = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const UINT64: Range = { least: 0n, most: 2n ** 64n - 1n };

const DELTA_KEYS = ["positive_deltas", "negative_deltas"] as const;
const FLOAT_KEYS = ["positive_counts", "negative_counts"] as const;
const NATIVE_KEYS: ReadonlySet<string> = new Set([
  "schema",
  "zero_threshold",
  "zero_count",
  "positive_spans",
  "negative_spans",
  ...DELTA_KEYS,
  ...FLOAT_KEYS,
]);
