import type { MetricFamily, SourcePosition } from "../model/exposition.ts";
import type { Irregularity } from "../model/stages.ts";
import type { Findings } from "./findings.ts";
import { KnownNames } from "./known-names.ts";
import { forEachShape } from "./label-shapes.ts";
import type { InspectedPush, Report, Rule } from "./rule.ts";

type With<Hook extends keyof Rule> = Rule & Required<Pick<Rule, Hook>>;

/** Where the findings of rules go, by severity. */
export type Verdict = Readonly<Record<Rule["severity"], Findings>>;

/** Rules sorted by what they look at, so that a push is walked through once. */
export class RuleSet {
  readonly #ofIrregularities: ReadonlyMap<string, With<"describe">>;
  readonly #ofNames: readonly With<"judgeName">[];
  readonly #ofLabelNames: readonly With<"judgeLabelName">[];
  readonly #ofFamilies: readonly With<"inspectFamily">[];
  readonly #ofPushes: readonly With<"inspectPush">[];
  readonly #names = new KnownNames();
  readonly #labelNames = new KnownNames();

  constructor(rules: readonly Rule[]) {
    this.#ofIrregularities = new Map(rules.filter(has("describe")).map((rule) => [rule.code, rule]));
    this.#ofNames = rules.filter(has("judgeName"));
    this.#ofLabelNames = rules.filter(has("judgeLabelName"));
    this.#ofFamilies = rules.filter(has("inspectFamily"));
    this.#ofPushes = rules.filter(has("inspectPush"));
  }

  /** Precondition: no family is empty. */
  judge(
    families: readonly MetricFamily[],
    irregularities: readonly Irregularity[],
    push: InspectedPush,
    verdict: Verdict,
  ): void {
    for (const found of irregularities) {
      this.#judgeIrregularity(found, verdict);
    }
    for (const family of families) {
      this.#judgeName(family, verdict);
      forEachShape(family, (names, at) => this.#judgeLabelNames(family, names, at, verdict));
    }
    for (const rule of this.#ofFamilies) {
      const report = reporterOf(rule, verdict);
      for (const family of families) {
        rule.inspectFamily(family, push, report);
      }
    }
    for (const rule of this.#ofPushes) {
      rule.inspectPush(families, push, reporterOf(rule, verdict));
    }
  }

  /** A rule that is off has nothing to say of what a decoder has found. */
  #judgeIrregularity(found: Irregularity, verdict: Verdict): void {
    const rule = this.#ofIrregularities.get(found.rule);
    if (rule !== undefined) {
      reporterOf(rule, verdict)(found.at, found.family, () => rule.describe(found));
    }
  }

  #judgeName({ name, type, at }: MetricFamily, verdict: Verdict): void {
    if (this.#names.has(name, type)) {
      return;
    }
    let isClean = true;
    for (const rule of this.#ofNames) {
      const detail = rule.judgeName(name, type);
      if (detail !== undefined) {
        isClean = false;
        reporterOf(rule, verdict)(at, name, () => detail);
      }
    }
    if (isClean) {
      this.#names.add(name, type);
    }
  }

  #judgeLabelNames(
    family: MetricFamily,
    names: readonly string[],
    at: SourcePosition,
    verdict: Verdict,
  ): void {
    for (const name of names) {
      if (!this.#labelNames.has(name, family.type)) {
        this.#judgeLabelName(family, name, at, verdict);
      }
    }
  }

  #judgeLabelName(family: MetricFamily, name: string, at: SourcePosition, verdict: Verdict): void {
    let isClean = true;
    for (const rule of this.#ofLabelNames) {
      const detail = rule.judgeLabelName(name, family.type);
      if (detail !== undefined) {
        isClean = false;
        reporterOf(rule, verdict)(at, family.name, () => detail);
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

const reporterOf = ({ code, severity }: Rule, verdict: Verdict): Report => {
  const findings = verdict[severity];
  return (at, family, describe) => findings.add({ code, at, family, describe });
};
