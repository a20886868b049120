import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type Issue, printPlace } from "../../../lambda/model/issue.ts";
import type { Rule } from "../../../lambda/validate/rule.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { toRulesPage } from "../../../scripts/docs/rules-page.ts";
import { ISSUES_OF_BAD_EXAMPLES } from "../../support/issues-of-bad-examples.ts";
import { decodeExample, keyOfExample } from "../../support/rule-examples.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

/** The errors of an example, or the warnings if it is accepted. */
const judge = (
  example: string,
  { exampleFormat: format = "text" }: Rule,
  rules: Readonly<Record<string, "warn" | "off">> = {},
): { readonly isAccepted: boolean; readonly issues: readonly Issue[] } => {
  const validate = createValidator({ validation: { rules }, scrapeJob: "pushgateway", now: Date.now });
  const result = validate(decodeExample(example, format), pushedTo({ format, key: keyOfExample(example) }));
  return result.ok
    ? { isAccepted: true, issues: result.value.warnings }
    : { isAccepted: false, issues: result.error.issues };
};

const codesOf = (issues: readonly Issue[]): readonly string[] => issues.map(({ code }) => code);

const rules = RULES.map((rule): [string, Rule] => [rule.code, rule]);
const relaxable = rules.filter(([, { isRelaxable }]) => isRelaxable);
const lasting = rules.filter(([, { isRelaxable }]) => !isRelaxable);

describe("every rule", () => {
  it.each(rules)("%s reports its bad example, with the place", (code, rule) => {
    const { isAccepted, issues } = judge(rule.bad, rule);
    const own = issues.filter((issue) => issue.code === code);
    expect(own.map(({ location, detail }) => `${printPlace(location)}${detail}`)).toEqual(
      ISSUES_OF_BAD_EXAMPLES[rule.code],
    );
    expect(isAccepted).toBe(rule.severity === "warning");
  });

  it.each(rules)("%s accepts its good example", (code, rule) => {
    const { isAccepted, issues } = judge(rule.good, rule);
    expect(isAccepted).toBe(true);
    expect(codesOf(issues)).not.toContain(code);
  });

  it.each(relaxable)("%s can be turned off", (code, rule) => {
    expect(codesOf(judge(rule.bad, rule, { [code]: "off" }).issues)).not.toContain(code);
  });

  it.each(lasting)("%s protects the scrape, so it cannot be turned off", (code, rule) => {
    expect(codesOf(judge(rule.bad, rule, { [code]: "off" }).issues)).toContain(code);
  });

  it("is in docs/rules.md with its reason, its fix, its source and its examples", () => {
    const page = join(import.meta.dirname, "../../../docs/rules.md");
    expect(readFileSync(page, "utf8")).toBe(toRulesPage());
  });
});
