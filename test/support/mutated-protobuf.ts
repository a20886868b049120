import fc from "fast-check";
import { arbitraryNativeExposition } from "./arbitrary-natives.ts";
import { mutate } from "./byte-mutations.ts";
import { bytes, delimited, double, message, metric, text, varint } from "./protobuf-fields.ts";
import { Random } from "./random.ts";
import { encodeUnpacked, encodeWithLibrary } from "./wire-oracle.ts";

/**
 * Almost valid payloads of delimited `MetricFamily` messages, as clients might send them: fields that are missing,
 * repeated, in another order or of another type, and sometimes a few bytes changed.
 */
export const mutatedProtobuf = (): fc.Arbitrary<Buffer> =>
  fc
    .record({
      families: fc.oneof(
        { weight: 3, arbitrary: family.map((one) => [one]) },
        { weight: 3, arbitrary: fc.array(family, { minLength: 2, maxLength: 3 }) },
        natives.map((one) => [one]),
      ),
      seed: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.nat()),
    })
    .map(({ families, seed }) => {
      const payload = Buffer.concat(families);
      return seed === undefined ? payload : mutate(payload, new Random(seed), TOKENS);
    });

/** Valid native histograms, exemplars and created timestamps, before their bytes are changed. */
const natives = fc
  .tuple(
    arbitraryNativeExposition().filter((families) => families.length > 0),
    fc.constantFrom(encodeUnpacked, encodeWithLibrary),
  )
  .map(([families, write]) => Buffer.from(write(families)));

const TOKENS = ["00", "0a", "12", "18", "22", "1800", "1804", "0a0161", "ff01", "2a00"].map((hex) =>
  Buffer.from(hex, "hex"),
);

const NAMES = ["a", "b", "a_total", "h", "h_bucket", "h_sum", "h_count", "s", "s_count", "_a:b"];
const ODD_NAMES = ["", "5a", "a-b", "a.b", "é", "up", "push_time_seconds", "__a"];
const LABEL_NAMES = ["a", "b", "c", "instance", "le", "quantile"];
const ODD_LABEL_NAMES = ["", "__a", "__name__", "job", "5", "a.b", "é"];
const LABEL_VALUES = ["1", "x", "y", "0.5", "+Inf"];
const ODD_LABEL_VALUES = ["", "\\", '"', "\n", "é😀", "\u0000", "{}#"];
const HELPS = ["What a is.", "x", "", "\\", "\n", "é", " x "];
const NUMBERS = [1, 0, 2.5, 3, 1e3, -1, Number.NaN, Number.POSITIVE_INFINITY];
const ODD_NUMBERS = [-0, Number.NEGATIVE_INFINITY, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 0.1 + 0.2];
const COUNTS = [0, 1, 2, 3, 5, 2 ** 40];
const ODD_COUNTS = [-1n, 2n ** 53n + 1n, 2n ** 64n - 1n];
const BOUNDS = [0.5, 1, 5, Number.POSITIVE_INFINITY];
const ODD_BOUNDS = [-1, -0, 0, Number.NaN, Number.NEGATIVE_INFINITY];

const usually = <Value>(common: readonly Value[], odd: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...common) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );

/** Occasionally nothing. */
const mostly = (field: fc.Arbitrary<Buffer>, weight = 30): fc.Arbitrary<Buffer> =>
  fc.oneof({ weight, arbitrary: field }, fc.constant(Buffer.alloc(0)));

const rarely = (field: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc.oneof({ weight: 60, arbitrary: fc.constant(Buffer.alloc(0)) }, field);

/** Fields in order, occasionally in another one. */
const inOrder = (...fields: readonly fc.Arbitrary<Buffer>[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.tuple(...fields), fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, fc.constant(true)))
    .map(([parts, isReversed]) => Buffer.concat(isReversed ? parts.reverse() : parts));

/** An unknown field of each wire type; protobuf no longer has two of the types. */
const unknown = fc.constantFrom(
  ...["a00601", "a1060000000000000000", "a2060161", "a50600000000", "a306a406", "a706"].map((hex) =>
    Buffer.from(hex, "hex"),
  ),
);

const numeric = (field: number, numbers = usually(NUMBERS, ODD_NUMBERS)): fc.Arbitrary<Buffer> =>
  numbers.map((number) => double(field, number));

const whole = (field: number): fc.Arbitrary<Buffer> =>
  usually<number | bigint>(COUNTS, ODD_COUNTS).map((count) => varint(field, count));

const label = inOrder(
  mostly(usually(LABEL_NAMES.slice(0, 4), [...LABEL_NAMES, ...ODD_LABEL_NAMES]).map((name) => text(1, name))),
  mostly(
    fc.oneof(
      { weight: 30, arbitrary: usually(LABEL_VALUES, ODD_LABEL_VALUES).map((value) => text(2, value)) },
      fc.constant(bytes(2, Buffer.of(0xff))),
    ),
  ),
).map((fields) => message(1, fields));

const labels = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .subarray(LABEL_NAMES.slice(0, 3))
      .map((names) => Buffer.concat(names.map((name) => message(1, text(1, name), text(2, "1"))))),
  },
  fc.array(label, { maxLength: 3 }).map((parts) => Buffer.concat(parts)),
);

const timestamp = inOrder(
  mostly(usually<number | bigint>([1, 1_700_000_000, 0], [-1, 2 ** 40, 2n ** 63n]).map((n) => varint(1, n))),
  rarely(usually([1, 999_999_999], [-1, 1e9]).map((nanos) => varint(2, nanos))),
);

const created = (field: number): fc.Arbitrary<Buffer> => timestamp.map((fields) => message(field, fields));

const exemplar = (field: number): fc.Arbitrary<Buffer> =>
  inOrder(
    usually(["trace_id", "a"], ["", "x".repeat(128), "é"]).map((name) =>
      message(1, text(1, name), text(2, "1")),
    ),
    rarely(fc.constant(message(1, text(1, "a"), text(2, "2")))),
    mostly(numeric(2)),
    mostly(created(3)),
  ).map((fields) => message(field, fields));

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

const span = (field: number): fc.Arbitrary<Buffer> =>
  inOrder(
    mostly(usually([0, 1, 2], [-1, -2, 2 ** 31 - 1]).map((offset) => varint(1, zigzag(offset)))),
    mostly(usually([1, 0], [2, 2 ** 32 - 1]).map((length) => varint(2, length))),
  ).map((fields) => message(field, fields));

const bucket = (bound: number, count: number): Buffer => message(3, varint(1, count), double(2, bound));

const validBuckets = fc
  .subarray(BOUNDS)
  .map((bounds) => Buffer.concat(bounds.map((bound, i) => bucket(bound, Math.min(i, 3)))));

const invalidBuckets = fc
  .array(
    inOrder(
      mostly(whole(1)),
      mostly(numeric(2, usually(BOUNDS, ODD_BOUNDS))),
      rarely(exemplar(3)),
      rarely(numeric(4)),
    ).map((fields) => message(3, fields)),
    { maxLength: 4 },
  )
  .map((parts) => Buffer.concat(parts));

/** One bucket on the positive side, in almost all cases. */
const nativeHistogram = inOrder(
  fc.constant(varint(1, 3)),
  mostly(numeric(2)),
  mostly(usually([3, -4, 8, 0], [9, -5, -53]).map((schema) => varint(5, zigzag(schema)))),
  mostly(usually([0, 2 ** -128], [1, -1, Number.NaN]).map((threshold) => double(6, threshold))),
  mostly(usually([2], [0, 3]).map((count) => varint(7, count))),
  rarely(span(9)),
  rarely(usually([1], [-1]).map((delta) => varint(10, zigzag(delta)))),
  span(12),
  mostly(usually([1], [-1, 2]).map((delta) => varint(13, zigzag(delta)))),
  rarely(numeric(14)),
  rarely(numeric(4)),
  rarely(numeric(8)),
  rarely(created(15)),
  rarely(exemplar(16)),
);

const histogram = inOrder(
  mostly(fc.oneof({ weight: 5, arbitrary: fc.constant(varint(1, 3)) }, whole(1))),
  mostly(numeric(2)),
  fc.oneof({ weight: 9, arbitrary: validBuckets }, invalidBuckets),
  rarely(numeric(4)),
  rarely(fc.constant(varint(5, 3))),
  rarely(fc.constant(message(12, varint(1, 0), varint(2, 1)))),
  rarely(created(15)),
  rarely(exemplar(16)),
);

const anyHistogram = fc.oneof({ weight: 3, arbitrary: histogram }, nativeHistogram);

const quantiles = fc
  .array(
    inOrder(mostly(numeric(1, usually([0.5, 0.9, 0.99], [...ODD_BOUNDS, 1.5]))), mostly(numeric(2))).map(
      (fields) => message(3, fields),
    ),
    { maxLength: 3 },
  )
  .map((parts) => Buffer.concat(parts));

const summary = inOrder(mostly(whole(1)), mostly(numeric(2)), quantiles, rarely(created(4)));

const counter = inOrder(mostly(numeric(1), 20), rarely(exemplar(2)), rarely(created(3))).map((fields) =>
  message(3, fields),
);

const single = (field: number): fc.Arbitrary<Buffer> =>
  mostly(numeric(1), 20).map((fields) => message(field, fields));

/** By number, as in `MetricType`. */
const VALUES: readonly fc.Arbitrary<Buffer>[] = [
  counter,
  single(2),
  summary.map((fields) => message(4, fields)),
  single(5),
  anyHistogram.map((fields) => message(7, fields)),
  anyHistogram.map((fields) => message(7, fields)),
];

const metricOf = (type: number): fc.Arbitrary<Buffer> =>
  inOrder(
    labels,
    fc.oneof(
      { weight: 25, arbitrary: VALUES[type] ?? single(5) },
      fc.oneof(...VALUES),
      fc.tuple(single(2), single(2)).map((twice) => Buffer.concat(twice)),
      fc.constant(Buffer.alloc(0)),
    ),
    rarely(fc.constantFrom(1, 0, -1).map((timestamp) => varint(6, timestamp))),
    rarely(unknown),
  ).map((fields) => metric(fields));

const family = fc
  .oneof({ weight: 25, arbitrary: fc.nat({ max: 5 }) }, fc.constantFrom(6, 9))
  .chain((type) =>
    inOrder(
      mostly(
        usually(NAMES, ODD_NAMES).map((name) => text(1, name)),
        30,
      ),
      mostly(
        fc.oneof(
          { weight: 30, arbitrary: fc.constantFrom(...HELPS).map((help) => text(2, help)) },
          fc.constant(bytes(2, Buffer.of(0x61, 0xff))),
        ),
        3,
      ),
      mostly(fc.constant(varint(3, type)), 20),
      fc
        .oneof(
          { weight: 15, arbitrary: fc.array(metricOf(type), { minLength: 1, maxLength: 3 }) },
          fc.constant<Buffer[]>([]),
        )
        .map((metrics) => Buffer.concat(metrics)),
      rarely(unknown),
    ),
  )
  .map(delimited);
