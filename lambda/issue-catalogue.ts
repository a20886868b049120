import type { RuleCode } from "./model/issues/rule-code.ts";
import { ISSUES, type IssueCode, type IssueEntry } from "./model/issues.ts";
import type { Rule } from "./validate/rule.ts";
import { RULES } from "./validate/rules.ts";

const toEntry = ({ severity, requirement, reason, fix, bad, exampleFormat }: Rule): IssueEntry => {
  const [, path] = /^# PUT (\S+)\n/.exec(bad) ?? [];
  return {
    stage: "validate",
    problem: severity === "error" ? "payload-unsound" : undefined,
    cause: `The payload breaks the rule: ${requirement}. Why: ${reason}.`,
    fix,
    example: {
      ...(path !== undefined && { path }),
      ...(exampleFormat !== undefined && { format: exampleFormat }),
      ...(exampleFormat === "protobuf" && { notation: "prototext" as const }),
      payload: bad,
    },
  };
};

const ofRules = Object.fromEntries(RULES.map((rule) => [rule.code, toEntry(rule)])) as Record<
  RuleCode,
  IssueEntry
>;

/** Every code that an issue can have, in the order of the stages. */
export const ISSUE_CATALOGUE: Readonly<Record<IssueCode, IssueEntry>> = { ...ISSUES, ...ofRules };
