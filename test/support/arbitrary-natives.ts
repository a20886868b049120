import fc from "fast-check";
import type {
  BucketSpan,
  Exemplar,
  Histogram,
  LabelSet,
  MetricFamily,
  NativeBuckets,
  NativeSide,
  Sample,
  Timestamp,
  Whole,
} from "../../lambda/model/exposition.ts";
import { toWhole } from "../../lambda/model/exposition.ts";
import { anyUnicode } from "./any-unicode.ts";
import { histogram, labelSet, sample, summary } from "./expositions.ts";

/** Valid expositions with features that only protobuf has: native histograms, exemplars, created timestamps, units. */
export const arbitraryNativeExposition = (): fc.Arbitrary<readonly MetricFamily[]> =>
  fc
    .array(fc.oneof(counters, histograms, summaries), { maxLength: 5 })
    .map((families) => families.map((family, index) => ({ ...family, name: `m${index}` })));

const timestamp: fc.Arbitrary<Timestamp> = fc.record({
  seconds: fc.oneof(fc.integer({ min: -100, max: 1_700_000_000 }), fc.constantFrom(0, -62_135_596_800)),
  nanos: fc.oneof(fc.constantFrom(0, 999_999_999), fc.integer({ min: 0, max: 999_999_999 })),
});

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const exemplarLabels: fc.Arbitrary<LabelSet> = fc
  .dictionary(
    fc.string({ unit: fc.constantFrom(..."abc_.é"), minLength: 1, maxLength: 6 }),
    anyUnicode({ maxLength: 10 }),
    { maxKeys: 3, noNullPrototype: true },
  )
  .map(labelSet);

const timeSince1970: fc.Arbitrary<Timestamp> = timestamp.filter(({ seconds }) => seconds >= 0);

const exemplarOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Exemplar> =>
  fc.record({ labels: exemplarLabels, value, timestamp: optional(timeSince1970) });

const timedExemplar: fc.Arbitrary<Exemplar> = fc.record({
  labels: exemplarLabels,
  value: fc.double(),
  timestamp: timeSince1970,
});

/** Each metric gets a different label value. */
const metricsOf = <Metric extends { readonly labels: LabelSet }>(
  metric: fc.Arbitrary<Metric>,
): fc.Arbitrary<readonly Metric[]> =>
  fc
    .array(metric, { minLength: 1, maxLength: 4 })
    .map((metrics) => metrics.map((one, index) => ({ ...one, labels: labelSet({ i: String(index) }) })));

const common = { name: fc.constant(""), help: fc.constantFrom("", "help"), at: fc.constant(0) };

const withUnit = (family: fc.Arbitrary<MetricFamily>): fc.Arbitrary<MetricFamily> =>
  fc
    .tuple(family, fc.constantFrom("", "seconds"))
    .map(([one, unit]) => (unit === "" ? one : { ...one, unit }));

const counters: fc.Arbitrary<MetricFamily> = withUnit(
  fc.record({
    ...common,
    type: fc.constant("counter" as const),
    metrics: metricsOf(
      fc
        .tuple(fc.nat(), optional(exemplarOf(fc.double())), optional(timestamp))
        .map(([value, exemplar, created]): Sample => withExtras(sample(value), { exemplar, created })),
    ),
  }),
);

/** With all fields or none, as a decoder makes it. */
const withExtras = <Metric extends object, Extras extends object>(metric: Metric, extras: Extras) =>
  Object.values(extras).some((extra) => extra !== undefined) ? { ...metric, ...extras } : metric;

const summaries: fc.Arbitrary<MetricFamily> = withUnit(
  fc.record({
    ...common,
    type: fc.constant("summary" as const),
    metrics: metricsOf(
      optional(timestamp).map((created) =>
        withExtras(summary([[0.5, 1]], { sum: 1, count: 2 }), created === undefined ? {} : { created }),
      ),
    ),
  }),
);

const count = fc.oneof(
  fc.nat({ max: 20 }).map(BigInt),
  fc.nat().map(BigInt),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
  fc.bigInt({ min: 0n, max: 2n ** 57n }),
);

/** Spans with the number of their buckets. */
const spans = fc
  .array(fc.record({ offset: fc.nat({ max: 5 }), length: fc.nat({ max: 4 }) }), { maxLength: 4 })
  .chain((all) =>
    fc
      .integer({ min: -20_000, max: 20_000 })
      .map((first): readonly BucketSpan[] =>
        all.map((span, index) => (index === 0 ? { ...span, offset: first } : span)),
      ),
  );

const lengthOf = (all: readonly BucketSpan[]): number => all.reduce((sum, { length }) => sum + length, 0);

const sideOf = <Value>(
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<{ spans: readonly BucketSpan[]; counts: readonly Value[] }> =>
  spans.chain((all) =>
    fc
      .array(value, { minLength: lengthOf(all), maxLength: lengthOf(all) })
      .map((counts) => ({ spans: all, counts })),
  );

const toDeltas = (counts: readonly bigint[]): readonly Whole[] =>
  counts.map((one, index) => toWhole(one - (counts[index - 1] ?? 0n)));

const integerNative: fc.Arbitrary<NativeBuckets> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroThreshold: fc.constantFrom(0, 2 ** -128),
    zeroCount: count,
    positive: sideOf(count),
    negative: sideOf(count),
  })
  .map(({ schema, zeroThreshold, zeroCount, positive, negative }) => {
    const total = [...positive.counts, ...negative.counts].reduce((sum, one) => sum + one, zeroCount);
    const toSide = ({ spans: all, counts }: typeof positive): NativeSide => ({
      spans: all,
      values: toDeltas(counts),
    });
    return {
      kind: "integer",
      schema,
      count: toWhole(total),
      // No bucket is inside.
      zeroThreshold: total === zeroCount ? zeroThreshold : 0,
      zeroCount: toWhole(zeroCount),
      positive: toSide(positive),
      negative: toSide(negative),
    };
  });

const floatCount = fc.double({ min: 0, max: 1e15, noNaN: true });

const add = (counts: readonly number[]): number => counts.reduce((sum, one) => sum + one, 0);

const floatNative: fc.Arbitrary<NativeBuckets> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    more: fc.constantFrom(0.5, 1e15),
    zeroCount: floatCount,
    positive: sideOf(floatCount),
    negative: sideOf(floatCount),
  })
  .map(({ schema, more, zeroCount, positive, negative }) => ({
    kind: "float",
    schema,
    count: add(negative.counts) + add(positive.counts) + zeroCount + more,
    zeroThreshold: 0,
    zeroCount,
    positive: { spans: positive.spans, values: positive.counts },
    negative: { spans: negative.spans, values: negative.counts },
  }));

/** The fields by which Prometheus recognises a native histogram. */
const isNative = ({ positive, negative, zeroCount }: NativeBuckets): boolean =>
  positive.spans.length > 0 || negative.spans.length > 0 || zeroCount !== 0;

const native = fc.oneof(integerNative, floatNative).filter(isNative);

const nativeHistogram = fc
  .tuple(
    native,
    fc.double(),
    fc.array(timedExemplar, { maxLength: 3 }),
    optional(timestamp),
    optional(exemplarOf(fc.double({ noNaN: true, min: 0.5, max: 1, minExcluded: true }))),
    fc.boolean(),
  )
  .map(([buckets, sum, exemplars, created, ofBucket, hasClassic]): Histogram => {
    const total = Number(buckets.count);
    const classic = histogram(
      hasClassic
        ? [
            [0.5, 0],
            [1, total],
          ]
        : [],
      {
        sum: Number.isNaN(sum) && buckets.kind === "integer" ? 1 : sum,
        count: total,
      },
    );
    return {
      ...classic,
      buckets: classic.buckets.map((bucket, index) =>
        index === 1 && ofBucket !== undefined ? { ...bucket, exemplar: ofBucket } : bucket,
      ),
      native: buckets,
      exemplars: exemplars.length === 0 ? undefined : exemplars,
      created,
    };
  });

const classicHistogram = fc
  .tuple(exemplarOf(fc.double({ noNaN: true, min: 2 })), timestamp)
  .map(([exemplar, created]): Histogram => {
    const classic = histogram(
      [
        [1, 2],
        [Number.POSITIVE_INFINITY, 5],
      ],
      { sum: 3, count: 5 },
    );
    return {
      ...classic,
      buckets: classic.buckets.map((bucket, index) => (index === 1 ? { ...bucket, exemplar } : bucket)),
      native: undefined,
      exemplars: undefined,
      created,
    };
  });

const histograms: fc.Arbitrary<MetricFamily> = withUnit(
  fc.record({
    ...common,
    type: fc.constantFrom("histogram" as const, "gaugehistogram" as const),
    metrics: metricsOf(fc.oneof(nativeHistogram, classicHistogram)),
  }),
);
