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

/** One thing that makes a push invalid (an error) or questionable (a warning). `docs/rules.md` is generated from these. */
export interface Rule {
  /** Stable: it is in answers, in logs and in `proxy.yaml`. */
  readonly code: RuleCode;
  readonly severity: "error" | "warning";
  /** The Pushgateway would take the payload and every scrape would stay whole, so `proxy.yaml` may make it a warning or turn it off. */
  readonly isRelaxable: boolean;
  /** What a valid push is like, as one clause. */
  readonly requirement: string;
  /** What goes wrong otherwise. */
  readonly reason: string;
  /** Where that is written or can be seen. */
  readonly source: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  /** Payloads that obey and break the rule. A first line `# PUT /metrics/…` names the grouping key. */
  readonly good: string;
  readonly bad: string;
  /** What `good` and `bad` are written in; the text format when left out. */
  readonly exampleFormat?: FormatId;
  /** Words what a decoder has found. */
  readonly describe?: (found: RawIssue) => string;
  /** Says what is wrong with the name of a family of this type. Names found clean are not judged again. */
  readonly judgeName?: (name: string, type: MetricType) => string | undefined;
  /** Says what is wrong with a label name in a family of this type. Names found clean are not judged again. */
  readonly judgeLabelName?: (name: string, type: MetricType) => string | undefined;
  /** Looks at one family, which has at least one metric. */
  readonly inspectFamily?: (family: MetricFamily, push: InspectedPush, report: Report) => void;
  /** Looks at one family of the type. */
  readonly inspectCounters?: (family: SampleFamily, push: InspectedPush, report: Report) => void;
  readonly inspectHistograms?: (family: HistogramFamily, push: InspectedPush, report: Report) => void;
  readonly inspectSummaries?: (family: SummaryFamily, push: InspectedPush, report: Report) => void;
  /** Looks at one native histogram. */
  readonly inspectNative?: (
    native: NativeBuckets,
    family: MetricFamily,
    histogram: Histogram,
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Looks at one exemplar. */
  readonly inspectExemplar?: (
    exemplar: Exemplar,
    family: MetricFamily,
    place: ExemplarPlace,
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Looks at one created timestamp. */
  readonly inspectCreated?: (
    created: Timestamp,
    family: MetricFamily,
    metric: { readonly at: SourcePosition },
    report: Report,
    push: InspectedPush,
  ) => void;
  /** Looks at the label names of one family's metrics. */
  readonly inspectShapes?: (
    shapes: readonly PlacedShape[],
    family: MetricFamily,
    push: InspectedPush,
    report: Report,
  ) => void;
  /** Checks all families of a push. No family is empty. */
  readonly inspectPush?: (families: readonly MetricFamily[], push: InspectedPush, report: Report) => void;
}

/** What has an exemplar. */
export interface ExemplarPlace {
  readonly at: SourcePosition;
  /** The classic bucket, and the bound of the one below it. */
  readonly bucket?: { readonly above: number; readonly upperBound: number };
  readonly isOfNative?: boolean;
  /** A classic histogram has an exemplar outside its buckets. */
  readonly isMisplaced?: boolean;
}

/** What rules may know of a push besides its families. */
export interface InspectedPush {
  readonly key: GroupingKey;
  readonly format: Pick<Format, "infersInfiniteBucket" | "hasWholeCharacters">;
  /** The job under which Prometheus scrapes the Pushgateway. */
  readonly scrapeJob: string;
  /** The time of the push. */
  readonly nowMs: number;
}

/** Takes a finding, while the rule is at work; its detail is made only if it is among those that are reported. `at` is undefined for the push as a whole. */
export type Report = (
  at: SourcePosition | undefined,
  family: string | undefined,
  describe: () => string,
) => void;
