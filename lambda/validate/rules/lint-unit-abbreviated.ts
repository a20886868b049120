import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";

export const lintUnitAbbreviated = {
  code: "lint-unit-abbreviated",
  severity: "warning",
  isRelaxable: true,
  requirement: "units in names are written out",
  reason: "an abbreviation has several meanings: m can be minutes, meters or milli",
  source: "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint)",
  fix: "Write the unit out.",
  good: `backup_duration_seconds 3`,
  bad: `backup_duration_ms 3`,
  judgeName(name) {
    const unit = ABBREVIATED.exec(name)?.[1];
    return unit === undefined
      ? undefined
      : `the name ${quote(name)} has the abbreviated unit ${quote(unit)}; write the unit out`;
  },
} satisfies Rule;

const ABBREVIATED = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?:_|$)/i;
