import type { RawIssue } from "../model/decoded-exposition.ts";
import type { MetricFamily, MetricType, SourcePosition } from "../model/exposition.ts";
import { type ExtraRules, judgeExtras, type With } from "./judge-extras.ts";
import { KnownNames } from "./known-names.ts";
import { labelShapesOf, type PlacedShape } from "./label-shapes.ts";
import { type IssuesBySeverity, Reporter } from "./reporter.ts";
import type { InspectedPush, Report, Rule } from "./rule.ts";

/** A rule, with its hook for a type of family. */
interface Inspection {
  readonly rule: Rule;
  readonly inspect: (family: MetricFamily, push: InspectedPush, report: Report) => void;
}

/** Rules, sorted by their hooks, so that a push is read only once. */
export class RuleSet {
  readonly #ofRawIssues: ReadonlyMap<string, With<"describe">>;
  readonly #ofNames: readonly With<"judgeName">[];
  readonly #ofLabelNames: readonly With<"judgeLabelName">[];
  readonly #ofShapes: readonly With<"inspectShapes">[];
  readonly #ofFamilies: Readonly<Record<MetricType, readonly Inspection[]>>;
  readonly #ofExtras: ExtraRules;
  readonly #ofPushes: readonly With<"inspectPush">[];
  readonly #names = new KnownNames();
  readonly #labelNames = new KnownNames();

  constructor(rules: readonly Rule[]) {
    this.#ofRawIssues = new Map(rules.filter(has("describe")).map((rule) => [rule.code, rule]));
    this.#ofNames = rules.filter(has("judgeName"));
    this.#ofLabelNames = rules.filter(has("judgeLabelName"));
    this.#ofShapes = rules.filter(has("inspectShapes"));
    this.#ofFamilies = toInspections(rules);
    this.#ofExtras = {
      native: rules.filter(has("inspectNative")),
      exemplar: rules.filter(has("inspectExemplar")),
      created: rules.filter(has("inspectCreated")),
    };
    this.#ofPushes = rules.filter(has("inspectPush"));
  }

  /** Applies all rules to a push, and adds their issues to `issues`. Precondition: no family is empty. */
  judge(
    families: readonly MetricFamily[],
    rawIssues: readonly RawIssue[],
    push: InspectedPush,
    issues: IssuesBySeverity,
  ): void {
    const reporter = new Reporter(issues);
    for (const found of rawIssues) {
      this.#judgeRawIssue(found, reporter);
    }
    for (const family of families) {
      this.#judgeFamily(family, push, reporter);
    }
    for (const rule of this.#ofPushes) {
      rule.inspectPush(families, push, reporter.of(rule));
    }
  }

  /** A raw issue of a rule that is off is ignored. */
  #judgeRawIssue(found: RawIssue, reporter: Reporter): void {
    const rule = this.#ofRawIssues.get(found.rule);
    if (rule !== undefined) {
      reporter.of(rule)(found.at, found.family, () => rule.describe(found));
    }
  }

  #judgeFamily(family: MetricFamily, push: InspectedPush, reporter: Reporter): void {
    this.#judgeName(family, reporter);
    const shapes = labelShapesOf(family);
    for (const shape of shapes) {
      this.#judgeLabelNames(family, shape, reporter);
    }
    for (const rule of this.#ofShapes) {
      rule.inspectShapes(shapes, family, push, reporter.of(rule));
    }
    for (const { rule, inspect } of this.#ofFamilies[family.type]) {
      inspect(family, push, reporter.of(rule));
    }
    judgeExtras(family, push, this.#ofExtras, reporter);
  }

  #judgeName({ name, type, at }: MetricFamily, reporter: Reporter): void {
    if (this.#names.has(name, type)) {
      return;
    }
    let isClean = true;
    for (const rule of this.#ofNames) {
      const detail = rule.judgeName(name, type);
      if (detail !== undefined) {
        isClean = false;
        reporter.of(rule)(at, name, () => detail);
      }
    }
    if (isClean) {
      this.#names.add(name, type);
    }
  }

  #judgeLabelNames(family: MetricFamily, { names, at }: PlacedShape, reporter: Reporter): void {
    for (const name of names) {
      if (!this.#labelNames.has(name, family.type)) {
        this.#judgeLabelName(family, name, at, reporter);
      }
    }
  }

  #judgeLabelName(family: MetricFamily, name: string, at: SourcePosition, reporter: Reporter): void {
    let isClean = true;
    for (const rule of this.#ofLabelNames) {
      const detail = rule.judgeLabelName(name, family.type);
      if (detail !== undefined) {
        isClean = false;
        reporter.of(rule)(at, family.name, () => detail);
      }
    }
    if (isClean) {
      this.#labelNames.add(name, family.type);
    }
  }
}

const has =
  <Hook extends keyof Rule>(hook: Hook) =>
  (rule: Rule): rule is With<Hook> =>
    rule[hook] !== undefined;

type FamilyHook = "inspectFamily" | "inspectCounters" | "inspectHistograms" | "inspectSummaries";

/**
 * For each type of family, the rules with their hook for it: the one for the type if there is one, else
 * `inspectFamily`.
 */
const toInspections = (rules: readonly Rule[]): Record<MetricType, readonly Inspection[]> => {
  const inspections = (hookOf: (rule: Rule) => Rule[FamilyHook]): readonly Inspection[] =>
    rules.flatMap((rule) => {
      const inspect = hookOf(rule);
      return inspect === undefined ? [] : [{ rule, inspect: inspect as Inspection["inspect"] }];
    });
  const ofSamples = inspections((rule) => rule.inspectFamily);
  const ofHistograms = inspections((rule) => rule.inspectHistograms ?? rule.inspectFamily);
  return {
    counter: inspections((rule) => rule.inspectCounters ?? rule.inspectFamily),
    gauge: ofSamples,
    untyped: ofSamples,
    histogram: ofHistograms,
    gaugehistogram: ofHistograms,
    summary: inspections((rule) => rule.inspectSummaries ?? rule.inspectFamily),
  };
};
