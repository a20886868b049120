import type { ValidationConfig } from "../config/proxy-config.ts";
import { countSeries, type MetricFamily } from "../model/exposition.ts";
import type { Issue } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { DecodedPush, Exposition, Irregularity, SoundPush } from "../model/stages.ts";
import { Findings } from "./findings.ts";
import type { InspectedPush, Report, Rule } from "./rule.ts";
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
  return (push) => validate(push, rules, settings.scrapeJob);
};

/** The rule as the configuration wants it; undefined when it is off. A rule that protects the scrape stays as it is. */
const relax = (rule: Rule, { rules }: ValidationConfig): Rule | undefined => {
  const wanted = rule.isRelaxable && Object.hasOwn(rules, rule.code) ? rules[rule.code] : undefined;
  if (wanted === "off") {
    return undefined;
  }
  return wanted === "warn" ? { ...rule, severity: "warning" } : rule;
};

const validate = (
  push: DecodedPush,
  rules: readonly Rule[],
  scrapeJob: string,
): Result<SoundPush, Refusal> => {
  const { decoded, ...authorized } = push;
  const families = decoded.families.filter(({ metrics }) => metrics.length > 0);
  const inspected = { key: push.request.key, format: push.request.format, scrapeJob };
  const errors = new Findings();
  const warnings = new Findings();
  for (const rule of rules) {
    const findings = rule.severity === "error" ? errors : warnings;
    applyRule(rule, families, decoded.irregularities, inspected, findings);
  }
  if (errors.total > 0) {
    return refuseUnsound(errors.toIssues(decoded.source), errors.total);
  }
  const exposition: Exposition = {
    families,
    series: families.reduce((sum, family) => sum + countSeries(family), 0),
    warnings: [...decoded.notes, ...warnings.toIssues(decoded.source)],
    source: decoded.source,
  };
  return ok({ ...authorized, exposition } as unknown as SoundPush);
};

const applyRule = (
  rule: Rule,
  families: readonly MetricFamily[],
  irregularities: readonly Irregularity[],
  push: InspectedPush,
  findings: Findings,
): void => {
  const { code, describe, inspectFamily, inspectPush } = rule;
  const report: Report = (at, family, description) =>
    findings.add({ code, at, family, describe: description });
  if (describe !== undefined) {
    for (const found of irregularities) {
      if (found.rule === code) {
        report(found.at, found.family, () => describe(found));
      }
    }
  }
  if (inspectFamily !== undefined) {
    for (const family of families) {
      inspectFamily(family, push, report);
    }
  }
  inspectPush?.(families, push, report);
};

const refuseUnsound = (issues: readonly Issue[], total: number): Result<never, Refusal> => {
  const detail = total === 1 ? "the payload breaks a rule" : `the payload breaks rules in ${total} places`;
  return refuse("payload-unsound", detail, { issues, total });
};
