import { describe, expect, it } from "@jest/globals";
import type { RawIssue } from "../../../lambda/model/decoded-exposition.ts";
import type { MetricFamily, Source } from "../../../lambda/model/exposition.ts";
import type { Rule } from "../../../lambda/validate/rule.ts";
import { RuleIssues } from "../../../lambda/validate/rule-issues.ts";
import { RuleSet } from "../../../lambda/validate/rule-set.ts";
import { sample, sampleFamily } from "../../support/expositions.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

const SOURCE: Source = { locate: (at) => ({ pointer: `/${at}` }) };
const PUSH = { ...pushedTo(), scrapeJob: "pushgateway", nowMs: 0 };

const toRule = (hooks: Partial<Rule>): Rule => ({
  code: "lint-help-missing",
  severity: "error",
  isRelaxable: false,
  requirement: "",
  reason: "",
  source: "",
  fix: "",
  good: "",
  bad: "",
  ...hooks,
});

const judge = (
  rules: RuleSet,
  families: readonly MetricFamily[],
  rawIssues: readonly RawIssue[] = [],
): readonly string[] => {
  const verdict = { error: new RuleIssues(), warning: new RuleIssues() };
  rules.judge(families, rawIssues, PUSH, verdict);
  return verdict.error.toIssues(SOURCE).map(({ detail }) => detail);
};

describe("a name of a metric or a label", () => {
  const family = sampleFamily("gauge", "name", [sample(1, { label: "x" })]);

  it.each(["judgeName", "judgeLabelName"] as const)("is not judged again if %s found no issue", (hook) => {
    const judged: string[] = [];
    const rules = new RuleSet([toRule({ [hook]: (name: string) => void judged.push(name) })]);
    for (let i = 0; i < 3; i++) {
      judge(rules, [family]);
    }
    expect(judged).toHaveLength(1);
  });

  it.each(["judgeName", "judgeLabelName"] as const)("with an issue is judged by %s each time", (hook) => {
    const clean = toRule({});
    const rules = new RuleSet([toRule({ [hook]: (name: string) => `${name} is wrong` }), clean]);
    for (let i = 0; i < 3; i++) {
      expect(judge(rules, [family])).toHaveLength(1);
    }
  });
});

describe("a raw issue of a decoder", () => {
  it("is ignored if the rule has no text for it", () => {
    const rules = new RuleSet([toRule({ judgeName: () => undefined })]);
    expect(judge(rules, [], [{ rule: "lint-help-missing", family: "a", at: 1 }])).toEqual([]);
  });
});
