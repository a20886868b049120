import fc from "fast-check";
import type { Histogram, LabelSet, MetricFamily, Sample, Summary } from "../../lambda/model/exposition.ts";
import { anyUnicode } from "./any-unicode.ts";
import { histogram, labelSet, sample, summary } from "./expositions.ts";

/**
 * Valid expositions of every type: any Unicode, any float, whole and fractional counts. Each name starts with its own
 * number, so that no family exposes another family's name.
 */
export const arbitraryExposition = (): fc.Arbitrary<readonly MetricFamily[]> =>
  fc
    .array(fc.oneof(samples, samples, histograms, summaries), { maxLength: 6 })
    .map((families) => families.map((family, index) => ({ ...family, name: `m${index}_${family.name}` })));

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(fc.string({ maxLength }), anyUnicode({ maxLength }), fc.constantFrom("\\", '"', "\n", "\\n", "é"));

const nameTail = fc.string({ unit: fc.constantFrom(..."abcXYZ019_"), maxLength: 8 });

/** Formats escape HELP texts differently at their ends, so spaces there are not part of a text. */
const help = text(20).map((value) => value.trim());

const labels: fc.Arbitrary<LabelSet> = fc
  .dictionary(
    nameTail.map((tail) => `l${tail}`),
    text(12).filter((value) => value !== ""),
    { maxKeys: 4, noNullPrototype: true },
  )
  .map(labelSet);

/** A text that is equal for equal label sets only. */
const toLabelSetKey = ({ names, values }: LabelSet): string => JSON.stringify([names, values]);

const metricsOf = <Metric extends { readonly labels: LabelSet }>(
  value: fc.Arbitrary<(labels: LabelSet) => Metric>,
): fc.Arbitrary<readonly Metric[]> =>
  fc
    .uniqueArray(fc.tuple(labels, value), {
      minLength: 1,
      maxLength: 6,
      selector: ([set]) => toLabelSetKey(set),
    })
    .map((entries) => entries.map(([set, create]) => create(set)));

const count = fc.oneof(fc.nat(), fc.nat({ max: 2 ** 40 }), fc.double({ min: 0, max: 2 ** 53, noNaN: true }));

const sampleOf =
  (value: number) =>
  (set: LabelSet): Sample => ({ ...sample(value), labels: set });

const samples: fc.Arbitrary<MetricFamily> = fc.oneof(
  fc.record({
    type: fc.constantFrom("gauge" as const, "untyped" as const),
    name: nameTail,
    help,
    metrics: metricsOf(fc.double().map(sampleOf)),
    at: fc.constant(0),
  }),
  fc.record({
    type: fc.constant("counter" as const),
    name: nameTail,
    help,
    metrics: metricsOf(fc.double({ min: 0, noNaN: true }).map(sampleOf)),
    at: fc.constant(0),
  }),
);

const byNumber = (a: number, b: number): number => a - b;

const histogramOf = fc
  .record({
    bounds: fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutNegativeZero), {
      maxLength: 5,
    }),
    counts: fc.array(count, { minLength: 6, maxLength: 6 }),
    sum: fc.double(),
  })
  .map(({ bounds, counts, sum }) => (set: LabelSet): Histogram => {
    const ascending = counts.toSorted(byNumber);
    const finite = bounds.toSorted(byNumber).map((bound, index) => [bound, ascending[index]!] as const);
    const total = ascending.at(-1)!;
    return {
      ...histogram([...finite, [Number.POSITIVE_INFINITY, total]], { sum, count: total }),
      labels: set,
    };
  });

const histograms: fc.Arbitrary<MetricFamily> = fc.record({
  type: fc.constantFrom("histogram" as const, "gaugehistogram" as const),
  name: nameTail,
  help,
  metrics: metricsOf(histogramOf),
  at: fc.constant(0),
});

const summaryOf = fc
  .record({
    quantiles: fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }).map(withoutNegativeZero), {
      maxLength: 4,
    }),
    values: fc.array(fc.double(), { minLength: 4, maxLength: 4 }),
    sum: fc.double(),
    total: fc.nat({ max: 2 ** 50 }),
  })
  .map(({ quantiles, values, sum, total }) => (set: LabelSet): Summary => {
    const pairs = quantiles.toSorted(byNumber).map((quantile, index) => [quantile, values[index]!] as const);
    return { ...summary(pairs, { sum, count: total }), labels: set };
  });

const summaries: fc.Arbitrary<MetricFamily> = fc.record({
  type: fc.constant("summary" as const),
  name: nameTail,
  help,
  metrics: metricsOf(summaryOf),
  at: fc.constant(0),
});

/** Equal to 0 as a number, so it must not occur together with 0. */
function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}
