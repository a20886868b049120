import { describe, expect, it } from "@jest/globals";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import type { Rule } from "../../../lambda/validate/rule.ts";
import { RULES } from "../../../lambda/validate/rules.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { keyOfExample } from "../../support/rule-examples.ts";
import { pushedTo } from "../../support/sent-payloads.ts";

/** The codes of errors and warnings that a payload in the text format gets. */
const judge = (payload: string, rules: Record<string, "warn" | "off"> = {}): readonly string[] => {
  const validate = createValidator({ validation: { rules }, scrapeJob: "pushgateway", now: Date.now });
  const decoded = decodeText(Buffer.from(payload));
  if (!decoded.ok) {
    throw new Error(JSON.stringify(decoded.error.issues));
  }
  const result = validate(decoded.value, pushedTo({ key: keyOfExample(payload) }));
  return (result.ok ? result.value.warnings : result.error.issues).map(({ code }) => code);
};

const inText = RULES.filter(({ exampleFormat }) => exampleFormat === undefined);

describe("every rule", () => {
  it("has its own code", () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  });

  it.each(inText.map((rule): [string, Rule] => [rule.code, rule]))(
    "%s finds its bad example",
    (code, rule) => {
      expect(judge(rule.bad)).toContain(code);
    },
  );

  it.each(inText.map((rule): [string, Rule] => [rule.code, rule]))(
    "%s lets its good example pass",
    (code, rule) => {
      expect(judge(rule.good)).not.toContain(code);
    },
  );

  it.each(
    inText.filter(({ isRelaxable }) => isRelaxable).map(({ code, bad }): [string, string] => [code, bad]),
  )("%s can be turned off", (code, bad) => {
    expect(judge(bad, { [code]: "off" })).not.toContain(code);
  });

  it.each(
    inText.filter(({ isRelaxable }) => !isRelaxable).map(({ code, bad }): [string, string] => [code, bad]),
  )("%s protects the scrape, so it cannot be turned off", (code, bad) => {
    expect(judge(bad, { [code]: "off" })).toContain(code);
  });
});
