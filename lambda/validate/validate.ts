import type { ValidationConfig } from "../config/proxy-config.ts";
import { countSeries, type Source } from "../model/exposition.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { DecodedPush, Exposition, SoundPush } from "../model/stages.ts";
import { Findings } from "./findings.ts";
import type { Rule } from "./rule.ts";
import { RuleSet, type Verdict } from "./rule-set.ts";
import { RULES } from "./rules.ts";

export interface ValidationSettings {
  readonly validation: ValidationConfig;
  /** The job under which Prometheus scrapes the Pushgateway. */
  readonly scrapeJob: string;
}

export type Validator = (push: DecodedPush) => Result<SoundPush, Refusal>;

/**
 * Stage `validate`: holds a push to every rule of `rules/`. Refuses with `payload-unsound` and the issues in the order of the
 * payload; else drops empty families and attaches the warnings. Costs time linear in the push.
 */
export const createValidator = (settings: ValidationSettings): Validator => {
  const rules = RULES.map((rule) => relax(rule, settings.validation)).filter((rule) => rule !== undefined);
  const ruleSet = new RuleSet(rules);
  return (push) => validate(push, ruleSet, settings.scrapeJob);
};

/** The rule as the configuration wants it; undefined when it is off. A rule that protects the scrape stays as it is. */
const relax = (rule: Rule, { rules }: ValidationConfig): Rule | undefined => {
  const wanted = rule.isRelaxable && Object.hasOwn(rules, rule.code) ? rules[rule.code] : undefined;
  if (wanted === "off") {
    return undefined;
  }
  return wanted === "warn" ? { ...rule, severity: "warning" } : rule;
};

const validate = (push: DecodedPush, rules: RuleSet, scrapeJob: string): Result<SoundPush, Refusal> => {
  const { irregularities, notes, source } = push.decoded;
  const families = push.decoded.families.filter(({ metrics }) => metrics.length > 0);
  const verdict: Verdict = { error: new Findings(), warning: new Findings() };
  const { key, format } = push.request;
  rules.judge(families, irregularities, { key, format, scrapeJob }, verdict);
  if (verdict.error.total > 0) {
    return refuseUnsound(verdict.error, source);
  }
  const exposition: Exposition = {
    families,
    series: families.reduce((sum, family) => sum + countSeries(family), 0),
    warnings: [...notes, ...verdict.warning.toIssues(source)],
    source,
  };
  return ok({ ...push, exposition } as unknown as SoundPush);
};

const refuseUnsound = (errors: Findings, source: Source): Result<never, Refusal> => {
  const { total } = errors;
  const detail = total === 1 ? "the payload breaks a rule" : `the payload breaks rules in ${total} places`;
  return refuse("payload-unsound", detail, { issues: errors.toIssues(source), total });
};
