import type {
  Exemplar,
  Histogram,
  HistogramFamily,
  MetricFamily,
  Sample,
  SampleFamily,
} from "../model/exposition.ts";
import type { Reporter } from "./reporter.ts";
import type { ExemplarPlace, InspectedPush, Rule } from "./rule.ts";

export type With<Hook extends keyof Rule> = Rule & Required<Pick<Rule, Hook>>;

/** The rules for native buckets, exemplars and created timestamps, which few metrics have. */
export interface ExtraRules {
  readonly native: readonly With<"inspectNative">[];
  readonly exemplar: readonly With<"inspectExemplar">[];
  readonly created: readonly With<"inspectCreated">[];
}

/** Applies the rules for native buckets, exemplars and created timestamps in one pass over the family. */
export const judgeExtras = (
  family: MetricFamily,
  push: InspectedPush,
  rules: ExtraRules,
  reporter: Reporter,
): void => {
  const judge = new ExtrasJudge(family, push, rules, reporter);
  switch (family.type) {
    case "counter":
      judge.counters(family);
      break;
    case "histogram":
    case "gaugehistogram":
      judge.histograms(family);
      break;
    case "summary":
      for (const metric of family.metrics) {
        judge.created(metric);
      }
      break;
    case "gauge":
    case "untyped":
  }
};

class ExtrasJudge {
  readonly #family: MetricFamily;
  readonly #push: InspectedPush;
  readonly #rules: ExtraRules;
  readonly #reporter: Reporter;

  constructor(family: MetricFamily, push: InspectedPush, rules: ExtraRules, reporter: Reporter) {
    this.#family = family;
    this.#push = push;
    this.#rules = rules;
    this.#reporter = reporter;
  }

  counters({ metrics }: SampleFamily): void {
    for (const metric of metrics) {
      this.created(metric);
      if (metric.exemplar !== undefined) {
        this.#exemplar(metric.exemplar, metric);
      }
    }
  }

  histograms({ metrics }: HistogramFamily): void {
    for (const histogram of metrics) {
      this.created(histogram);
      this.#buckets(histogram);
      if (histogram.native !== undefined) {
        for (const rule of this.#rules.native) {
          rule.inspectNative(histogram.native, this.#family, histogram, this.#reporter.of(rule), this.#push);
        }
      }
      if (histogram.exemplars !== undefined) {
        this.#exemplars(histogram, histogram.exemplars);
      }
    }
  }

  created({ created, at, createdAt = at }: Pick<Sample, "created" | "at" | "createdAt">): void {
    if (created !== undefined) {
      for (const rule of this.#rules.created) {
        rule.inspectCreated(created, this.#family, { at: createdAt }, this.#reporter.of(rule), this.#push);
      }
    }
  }

  #buckets({ buckets }: Histogram): void {
    let above = Number.NEGATIVE_INFINITY;
    for (const { upperBound, exemplar, at } of buckets) {
      if (exemplar !== undefined) {
        this.#exemplar(exemplar, { at, bucket: { above, upperBound } });
      }
      above = upperBound;
    }
  }

  #exemplars({ native, at }: Histogram, exemplars: NonNullable<Histogram["exemplars"]>): void {
    const isOfNative = native !== undefined;
    for (const exemplar of exemplars) {
      this.#exemplar(exemplar, { at, isOfNative, isMisplaced: !isOfNative });
    }
  }

  #exemplar(exemplar: Exemplar, place: ExemplarPlace): void {
    for (const rule of this.#rules.exemplar) {
      rule.inspectExemplar(exemplar, this.#family, place, this.#reporter.of(rule), this.#push);
    }
  }
}
