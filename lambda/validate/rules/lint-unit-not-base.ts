import { quote } from "../../model/issue.ts";
import type { Rule } from "../rule.ts";
import { findUnit } from "../units.ts";

export const lintUnitNotBase = {
  code: "lint-unit-not-base",
  severity: "warning",
  isRelaxable: true,
  requirement:
    "a unit in a name is a base unit: seconds, bytes, meters, celsius, joules, grams, volts, amperes",
  reason: "metrics in the same unit can be compared and combined without conversion",
  source:
    "promtool check metrics (prometheus/client_golang prometheus/testutil/promlint); https://prometheus.io/docs/practices/naming/#base-units",
  fix: "Convert the value to the base unit, and put that into the name.",
  good: `backup_duration_seconds 3`,
  bad: `backup_duration_minutes 3`,
  judgeName(name) {
    const unit = findUnit(name);
    return unit === undefined || unit.written === unit.base
      ? undefined
      : `the name ${quote(name)} has the unit ${unit.written}; the base unit ${unit.base} is better`;
  },
} satisfies Rule;
