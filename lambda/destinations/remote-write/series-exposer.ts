import {
  type Exemplar,
  type Histogram,
  type HistogramFamily,
  type LabelSet,
  type MetricFamily,
  type SummaryFamily,
  sampleCountOf,
  type Timestamp,
} from "../../model/exposition.ts";
import type { GroupingKey } from "../../model/grouping-key.ts";
import { toFloatText } from "./float-text.ts";
import type { DatedExemplar, FamilyFacts, Series } from "./series.ts";

export type ExternalLabels = Readonly<Record<string, string>>;

/**
 * The series of one group's families, as Prometheus would have scraped them, so that queries do not change. External
 * labels are added if neither key nor body has the label.
 */
export class SeriesExposer {
  readonly #constants: ReadonlyMap<string, string>;
  readonly #keyNames: ReadonlySet<string>;
  readonly #layouts = new Map<readonly string[], Map<string, Layout>>();

  constructor({ job, labels }: Pick<GroupingKey, "job" | "labels">, externalLabels: ExternalLabels) {
    this.#constants = new Map([
      ...Object.entries(externalLabels),
      ["job", job],
      ...labels.map(({ name, value }) => [name, value] as const),
    ]);
    this.#keyNames = new Set(["job", ...labels.map(({ name }) => name)]);
  }

  *expose(families: Iterable<MetricFamily>): Iterable<Series> {
    for (const family of families) {
      yield* this.#exposeFamily(family);
    }
  }

  #exposeFamily(family: MetricFamily): Iterable<Series> {
    switch (family.type) {
      case "counter":
      case "gauge":
      case "untyped":
        return family.metrics.map(({ labels, value, exemplar, created }) =>
          withCreated(withExemplars(this.#toSeries(family, family.name, labels, value), [exemplar]), created),
        );
      case "summary":
        return this.#exposeSummaries(family);
      case "histogram":
      case "gaugehistogram":
        return this.#exposeHistograms(family);
    }
  }

  *#exposeSummaries(family: SummaryFamily): Iterable<Series> {
    const { name } = family;
    for (const { labels, quantiles, sum = 0, count = 0, created } of family.metrics) {
      for (const { quantile, value } of quantiles) {
        yield this.#toSeries(family, name, labels, value, ["quantile", toFloatText(quantile)]);
      }
      yield withCreated(this.#toSeries(family, `${name}_sum`, labels, sum), created);
      yield withCreated(this.#toSeries(family, `${name}_count`, labels, count), created);
    }
  }

  *#exposeHistograms(family: HistogramFamily): Iterable<Series> {
    const { name } = family;
    for (const histogram of family.metrics) {
      const { labels, buckets, sum = 0, native, created } = histogram;
      if (native !== undefined) {
        const series = this.#toSeries(family, name, labels, 0);
        const whole = withExemplars(
          { ...series, point: { kind: "native", native, sum } },
          nativeExemplarsOf(histogram),
        );
        yield withCreated(whole, created);
        // Without classic buckets there are no classic series.
        if (buckets.length === 0) {
          continue;
        }
      }
      const count = sampleCountOf(histogram);
      for (const { upperBound, cumulativeCount, exemplar } of buckets) {
        const le = ["le", toFloatText(upperBound)] as const;
        const bucket = this.#toSeries(family, `${name}_bucket`, labels, cumulativeCount, le);
        yield withCreated(withExemplars(bucket, [exemplar]), created);
      }
      if (buckets.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) {
        const bucket = this.#toSeries(family, `${name}_bucket`, labels, count, ["le", "+Inf"]);
        yield withCreated(bucket, created);
      }
      yield withCreated(this.#toSeries(family, `${name}_sum`, labels, sum), created);
      yield withCreated(this.#toSeries(family, `${name}_count`, labels, count), created);
    }
  }

  #toSeries(
    family: FamilyFacts,
    name: string,
    { names, values }: LabelSet,
    value: number,
    extra?: readonly [string, string],
  ): Series {
    const layout = this.#layoutOf(names, extra?.[0] ?? "");
    const all = layout.sources.map((source) =>
      typeof source === "string"
        ? source
        : source === NAME
          ? name
          : source === EXTRA
            ? extra![1]
            : values[source]!,
    );
    return { labels: { names: layout.names, values: all }, point: { kind: "value", value }, family };
  }

  /** Series of one shape share one array of names. It is the key to the layout of most of them. */
  #layoutOf(names: readonly string[], extra: string): Layout {
    const known = this.#layouts.get(names) ?? new Map<string, Layout>();
    this.#layouts.set(names, known);
    const layout = known.get(extra) ?? this.#lay(names, extra);
    known.set(extra, layout);
    return layout;
  }

  #lay(names: readonly string[], extra: string): Layout {
    const sources = new Map<string, Source>(this.#constants);
    for (const [index, name] of names.entries()) {
      if (!this.#keyNames.has(name)) {
        sources.set(name, index);
      }
    }
    sources.set("__name__", NAME);
    if (extra !== "") {
      sources.set(extra, EXTRA);
    }
    const sorted = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));
    return { names: sorted.map(([name]) => name), sources: sorted.map(([, source]) => source) };
  }
}

/** The source of each label's value: a constant, or its index in the metric's own values. */
interface Layout {
  readonly names: readonly string[];
  readonly sources: readonly Source[];
}

type Source = string | number;
const NAME = -1;
const EXTRA = -2;

/** Prometheus takes those of the classic buckets if there are no others. */
const nativeExemplarsOf = ({ exemplars = [], buckets }: Histogram): readonly (Exemplar | undefined)[] =>
  exemplars.length > 0 ? exemplars : buckets.map(({ exemplar }) => exemplar);

const withCreated = (series: Series, created: Timestamp | undefined): Series =>
  created === undefined ? series : { ...series, created };

/**
 * The exemplars that receivers recognise when they get them again with the next run. The oldest is first, since receivers
 * refuse an exemplar that is older than the one before.
 */
const withExemplars = (series: Series, exemplars: readonly (Exemplar | undefined)[]): Series => {
  const dated = exemplars.filter(isSendable);
  return dated.length === 0 ? series : { ...series, exemplars: dated.toSorted(compareTimes) };
};

/** With the time of the run in place of a timestamp, each run would create a new one, as with a NaN, which equals no other. */
const isSendable = (exemplar: Exemplar | undefined): exemplar is DatedExemplar =>
  exemplar?.timestamp !== undefined && !Number.isNaN(exemplar.value);

const compareTimes = ({ timestamp: a }: DatedExemplar, { timestamp: b }: DatedExemplar): number =>
  a.seconds - b.seconds || a.nanos - b.nanos;
