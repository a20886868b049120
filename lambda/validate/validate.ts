import type { ValidationConfig } from "../config/proxy-config.ts";
import type { Clock } from "../model/clock.ts";
import type { DecodedExposition } from "../model/decoded-exposition.ts";
import { countAllSeries } from "../model/exposition.ts";
import { type Refusal, refuseIssues } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { Exposition } from "../model/stages.ts";
import type { IssuesBySeverity } from "./reporter.ts";
import type { InspectedPush, Rule } from "./rule.ts";
import { RuleIssues } from "./rule-issues.ts";
import { RuleSet } from "./rule-set.ts";
import { RULES } from "./rules.ts";

export interface ValidationSettings {
  readonly validation: ValidationConfig;
  /** The job under which Prometheus scrapes the Pushgateway. */
  readonly scrapeJob: string;
  readonly now: Clock;
}

/** Validates a decoded push, given its grouping key and its format. */
export type Validator = (
  decoded: DecodedExposition,
  push: Pick<InspectedPush, "key" | "format">,
) => Result<Exposition, Refusal>;

/**
 * Stage `validate`: applies every rule of `rules/` to a push. Refuses with `payload-invalid`, with the issues in the
 * order of the payload. Otherwise returns the families that are not empty, with warnings. Takes time linear in the size
 * of the push.
 */
export const createValidator = (settings: ValidationSettings): Validator => {
  const rules = RULES.map((rule) => relax(rule, settings.validation)).filter((rule) => rule !== undefined);
  const ruleSet = new RuleSet(rules);
  return (decoded, { key, format }) =>
    validate(decoded, { key, format, scrapeJob: settings.scrapeJob, nowMs: settings.now() }, ruleSet);
};

/** A validator without a configuration: every rule has its strictest setting. */
export const createStrictValidator = (now: Clock): Validator =>
  createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway", now });

/** The rule with its configured severity. Undefined if it is off. A rule that is not relaxable does not change. */
const relax = (rule: Rule, { rules }: ValidationConfig): Rule | undefined => {
  const wanted = rule.isRelaxable && Object.hasOwn(rules, rule.code) ? rules[rule.code] : undefined;
  if (wanted === "off") {
    return undefined;
  }
  return wanted === "warn" ? { ...rule, severity: "warning" } : rule;
};

const validate = (
  decoded: DecodedExposition,
  push: InspectedPush,
  rules: RuleSet,
): Result<Exposition, Refusal> => {
  const { rawIssues, notes, source } = decoded;
  const families = decoded.families.filter(({ metrics }) => metrics.length > 0);
  const issues: IssuesBySeverity = { error: new RuleIssues(), warning: new RuleIssues() };
  rules.judge(families, rawIssues, push, issues);
  if (issues.error.total > 0) {
    return refuseIssues("payload-invalid", issues.error.toIssues(source), issues.error.total);
  }
  return ok({
    families,
    series: countAllSeries(families),
    warnings: [...notes, ...issues.warning.toIssues(source)],
    source,
  });
};
