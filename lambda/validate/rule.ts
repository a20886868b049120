import type { FormatId } from "../decode/formats.ts";
import type { RawIssue } from "../model/decoded-exposition.ts";
import type {
  Exemplar,
  Histogram,
  HistogramFamily,
  MetricFamily,
  MetricType,
  NativeBuckets,
  SampleFamily,
  SourcePosition,
  SummaryFamily,
  Timestamp,
} from "../model/exposition.ts";
import type { Format } from "../model/format.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { RuleCode } from "../model/issues/rule-code.ts";
import type { PlacedShape } from "./label-shapes.ts";

/**
 * A condition that a valid push meets. A push that breaks it is refused (an error) or gets a warning. `docs/rules.md`
 * is generated from the rules.
 */
export interface Rule {
  /** Never changes, because answers, logs and `proxy.yaml` contain it. */
  readonly code: RuleCode;
  readonly severity: "error" | "warning";
  /**
   * Whether `proxy.yaml` may make it a warning or turn it off. Only for rules without which the Pushgateway would
   * accept the payload, and every scrape would stay complete.
   */
  readonly isRelaxable: boolean;
  /** The condition, as one clause. */
  readonly requirement: string;
  /** What goes wrong with a push that breaks it, as a clause. */
  readonly reason: string;
  /** Where the reason is documented, or with which versions it was tried. */
  readonly source: string;
  /** What the user can do, as a sentence. */
  readonly fix: string;
  /** A payload that passes, and one that fails. A first line `# PUT /metrics/…` gives the grouping key. */
  readonly good: string;
  readonly bad: string;
  /** The format of `good` and `bad`. @default the text format */
  readonly exampleFormat?: FormatId;
  /** The text of an issue that a decoder has found. */
  readonly describe?: (found: RawIssue) => string;
  /** The text of the issue if the name is not valid for a family of this type. A valid name is not judged again. */
  readonly judgeName?: (name: string, type: MetricType) => string | undefined;
  /**
   * The text of the issue if the label name is not valid in a family of this type. A valid name is not judged again.
   */
  readonly judgeLabelName?: (name: string, type: MetricType) => string | undefined;
  /** Checks one family, which has at least one metric. */
  readonly inspectFamily?: (family: MetricFamily, push: InspectedPush, report: Report) => void;
  /** Checks one family of a type, in place of `inspectFamily`. */
  readonly inspectCounters?: (family: SampleFamily, push: InspectedPush, report: Report) => void;
  readonly inspectHistograms?: (family: HistogramFamily, push: InspectedPush, report: Report) => void;
  readonly inspectSummaries?: (family: SummaryFamily, push: InspectedPush, report: Report) => void;
  /** Checks one native histogram. */
  readonly inspectNative?: (
    native: NativeBuckets,
    family: MetricFamily,
    histogram: Histogram,
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Checks one exemplar. */
  readonly inspectExemplar?: (
    exemplar: Exemplar,
    family: MetricFamily,
    place: ExemplarPlace,
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Checks one created timestamp. */
  readonly inspectCreated?: (
    created: Timestamp,
    family: MetricFamily,
    metric: { readonly at: SourcePosition },
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Checks the label names of one family's metrics. */
  readonly inspectShapes?: (
    shapes: readonly PlacedShape[],
    family: MetricFamily,
    push: InspectedPush,
    report: Report,
  ) => void;
  /** Checks all families of a push. No family is empty. */
  readonly inspectPush?: (families: readonly MetricFamily[], push: InspectedPush, report: Report) => void;
}

/** The sample, bucket or histogram that has an exemplar. */
export interface ExemplarPlace {
  readonly at: SourcePosition;
  /** The bound of the classic bucket that has it, and that of the bucket below (`above`). */
  readonly bucket?: { readonly above: number; readonly upperBound: number };
  /** Whether it belongs to a native histogram. */
  readonly isOfNative?: boolean;
  /** Whether it belongs to a classic histogram, but to none of its buckets. */
  readonly isMisplaced?: boolean;
}

/** A push without its families, for rules that need to know it. */
export interface InspectedPush {
  readonly key: GroupingKey;
  readonly format: Pick<Format, "infersInfiniteBucket" | "hasWholeCharacters">;
  /** The job under which Prometheus scrapes the Pushgateway. */
  readonly scrapeJob: string;
  /** The time of the push. */
  readonly nowMs: number;
}

/**
 * Reports an issue. `describe` is called only if the issue is among those that the user gets. `at` is undefined for an
 * issue of the push as a whole.
 */
export type Report = (
  at: SourcePosition | undefined,
  family: string | undefined,
  describe: () => string,
) => void;
