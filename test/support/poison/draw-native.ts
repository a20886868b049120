import { double, message, text, varint, zigzag } from "../protobuf-fields.ts";
import type { Random } from "../random.ts";

interface Side {
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  /** Of each bucket. */
  readonly counts: readonly number[];
}

interface Native {
  readonly isFloat: boolean;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: Side;
  readonly negative: Side;
  readonly count: number;
}

/** The fields of a native `Histogram`, mostly valid, sometimes with classic buckets. */
export const drawNativeFields = (random: Random, sum: number): readonly Buffer[] => {
  const native = drawNative(random);
  const broken = random.chance(0.12) ? random.pick(MISCHIEF)(native) : native;
  return [
    double(2, sum),
    ...writeNative(broken),
    ...(random.chance(0.3) ? writeClassic(native.count) : []),
    ...(random.chance(0.3) ? [message(15, varint(1, CREATED_SECONDS))] : []),
    ...(native.zeroCount > 0 && random.chance(0.5) ? [writeExemplar(16, 0, random)] : []),
  ];
};

const CREATED_SECONDS = 1_600_000_000;
const EXEMPLAR_SECONDS = 1_700_000_000;

export const drawCreated = (field: number, random: Random): readonly Buffer[] =>
  random.chance(0.2) ? [message(field, varint(1, CREATED_SECONDS))] : [];

/** @param field the number of the message's field for exemplars */
export const writeExemplar = (field: number, value: number, random: Random): Buffer =>
  message(
    field,
    message(1, text(1, "trace_id"), text(2, random.pick(["p", "q", "x".repeat(130)]))),
    double(2, value),
    message(3, varint(1, EXEMPLAR_SECONDS)),
  );

const drawNative = (random: Random): Native => {
  const positive = drawSide(random);
  const negative = drawSide(random);
  const zeroCount = random.pick([0, 0, 1, 4]);
  const observed = [...positive.counts, ...negative.counts, zeroCount].reduce((sum, count) => sum + count, 0);
  return {
    // Without an observation a float histogram cannot be recognised.
    isFloat: observed > 0 && random.chance(0.3),
    schema: random.pick([-4, 0, 3, 8]),
    zeroThreshold: 1e-128,
    zeroCount,
    positive,
    negative,
    count: observed,
  };
};

const drawSide = (random: Random): Side => {
  const spans = Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, (_, index) => ({
    offset: random.pick(index === 0 ? [-3, 0, 2] : [0, 1, 5]),
    length: random.pick([0, 1, 1, 2, 3]),
  }));
  const buckets = spans.reduce((sum, { length }) => sum + length, 0);
  return { spans, counts: Array.from({ length: buckets }, () => random.pick([0, 1, 3])) };
};

/** Each of these takes a target down, or ends a Prometheus. */
const MISCHIEF: readonly ((native: Native) => Native)[] = [
  (native) => ({ ...native, schema: 9 }),
  (native) => ({ ...native, schema: -5 }),
  (native) => ({ ...native, schema: -53 }),
  (native) => ({ ...native, count: native.count + 1 }),
  (native) => ({ ...native, count: Math.max(0, native.count - 1) }),
  (native) => ({ ...native, positive: { ...native.positive, counts: [...native.positive.counts, 1] } }),
  (native) => ({ ...native, negative: { ...native.negative, counts: native.negative.counts.slice(1) } }),
  (native) => ({
    ...native,
    positive: { ...native.positive, counts: native.positive.counts.map((count) => -count) },
  }),
  (native) => ({
    ...native,
    positive: {
      spans: [...native.positive.spans, { offset: -1, length: 1 }],
      counts: [...native.positive.counts, 0],
    },
  }),
  (native) => ({ ...native, positive: { spans: [{ offset: 2_147_483_647, length: 2 }], counts: [0, 0] } }),
  (native) => ({ ...native, zeroThreshold: Number.NaN }),
];

const writeNative = ({ isFloat, ...native }: Native): readonly Buffer[] => [
  isFloat ? double(4, native.count) : varint(1, native.count),
  zigzag(5, native.schema),
  double(6, native.zeroThreshold),
  isFloat ? double(8, native.zeroCount) : varint(7, native.zeroCount),
  ...writeSide(native.negative, isFloat, { span: 9, delta: 10, count: 11 }),
  ...writeSide(native.positive, isFloat, { span: 12, delta: 13, count: 14 }),
];

const writeSide = (
  { spans, counts }: Side,
  isFloat: boolean,
  field: { readonly span: number; readonly delta: number; readonly count: number },
): readonly Buffer[] => [
  ...spans.map(({ offset, length }) => message(field.span, zigzag(1, offset), varint(2, length))),
  ...counts.map((count, index) =>
    isFloat ? double(field.count, count) : zigzag(field.delta, count - (counts[index - 1] ?? 0)),
  ),
];

const writeClassic = (count: number): readonly Buffer[] => [
  message(3, varint(1, Math.min(1, count)), double(2, 1)),
  message(3, varint(1, count), double(2, Number.POSITIVE_INFINITY)),
];
