import { err, ok, type Result } from "../../lambda/model/result.ts";
import { type CiUnit, unitOf } from "../compare/unit.ts";
import { describeUnits, sizeOf } from "./amount.ts";
import type { Bound, Budget } from "./budget.ts";
import { Scanner } from "./scanner.ts";

/**
 * Reads budgets, one a line. Empty lines and lines that start with # are ignored. Gives every issue with its line and
 * column.
 *
 * budget = name [ "{" label "=" quoted { "," label "=" quoted } "}" ] ":" bound [ "warn" ] bound  = [ "<=" | ">=" ] amount |
 * ( "+" | "-" ) ( amount | number "%" ) amount = number [ unit ] { number unit }
 */
export const parseBudgets = (text: string): Result<readonly Budget[], readonly string[]> => {
  const budgets = text
    .split("\n")
    .map((line, index) => [line.trimEnd(), index + 1] as const)
    .filter(([line]) => !/^[ \t]*(#|$)/.test(line))
    .map(([line, number]) => parseBudget(line, number));
  const issues = budgets.flatMap((budget) => (budget.ok ? [] : [budget.error]));
  return issues.length > 0 ? err(issues) : ok(budgets.flatMap((budget) => (budget.ok ? [budget.value] : [])));
};

const parseBudget = (line: string, lineNumber: number): Result<Budget, string> => {
  const scanner = new Scanner(line, lineNumber);
  scanner.skipBlanks();
  const name = scanner.take(/[a-zA-Z_][a-zA-Z0-9_]*/);
  if (name === undefined) {
    return scanner.fail("the name of a metric");
  }
  const labels = parseLabels(scanner);
  if (!labels.ok) {
    return labels;
  }
  scanner.skipBlanks();
  if (scanner.take(/[:=]/) === undefined) {
    return scanner.fail('":" and a limit, for instance "+2%", "10m" or "0"');
  }
  scanner.skipBlanks();
  const bound = parseBound(scanner, unitOf(name));
  if (!bound.ok) {
    return bound;
  }
  scanner.skipBlanks();
  const severity = scanner.take(/warn(?!\w)/) === undefined ? "fail" : "warn";
  scanner.skipBlanks();
  return scanner.isAtEnd
    ? ok({ name, labels: labels.value, bound: bound.value, severity, text: line.trim() })
    : scanner.fail('the end of the line, or "warn"');
};

const parseLabels = (scanner: Scanner): Result<Budget["labels"], string> => {
  const labels: Record<string, string> = {};
  if (scanner.take(/\{/) === undefined) {
    return ok(labels);
  }
  for (;;) {
    scanner.skipBlanks();
    if (scanner.take(/\}/) !== undefined) {
      return ok(labels);
    }
    const label = scanner.take(/[a-zA-Z_][a-zA-Z0-9_]*(?=\s*=)/);
    if (label === undefined) {
      return scanner.fail('a label, for instance suite="unit", or "}"');
    }
    scanner.take(/\s*=\s*/);
    const value = scanner.take(/"(?:[^"\\]|\\["\\n])*"/);
    if (value === undefined) {
      return scanner.fail("the value of the label in double quotes");
    }
    labels[label] = JSON.parse(value) as string;
    scanner.skipBlanks();
    scanner.take(/,/);
  }
};

const parseBound = (scanner: Scanner, unit: CiUnit): Result<Bound, string> => {
  const sign = scanner.take(/[+-]/);
  if (sign !== undefined) {
    return parseChange(scanner, unit, sign === "-" ? -1 : 1);
  }
  const kind = scanner.take(/<=|>=/) === ">=" ? "at-least" : "at-most";
  scanner.skipBlanks();
  const value = parseAmount(scanner, unit);
  return value.ok ? ok({ kind, value: value.value }) : value;
};

const parseChange = (scanner: Scanner, unit: CiUnit, sign: 1 | -1): Result<Bound, string> => {
  const percent = scanner.take(/\d+(?:\.\d+)?[ \t]*%/);
  if (percent !== undefined) {
    return ok({ kind: "change", change: (sign * Number.parseFloat(percent)) / 100, isShare: true });
  }
  const amount = parseAmount(scanner, unit);
  return amount.ok ? ok({ kind: "change", change: sign * amount.value, isShare: false }) : amount;
};

/** Several parts need a unit each: `1m 30s`. */
const parseAmount = (scanner: Scanner, unit: CiUnit): Result<number, string> => {
  let total = 0;
  for (let part = 1; ; part++) {
    const digits = scanner.take(/\d+(?:\.\d+)?/);
    if (digits === undefined) {
      return part === 1 ? scanner.fail("a number") : ok(total);
    }
    const size = parseUnit(scanner, unit, part);
    if (!size.ok) {
      return size;
    }
    total += Number(digits) * (size.value ?? 1);
    if (size.value === undefined) {
      return ok(total);
    }
    scanner.skipBlanks();
  }
};

/** Undefined for a number without a unit. */
const parseUnit = (scanner: Scanner, unit: CiUnit, part: number): Result<number | undefined, string> => {
  scanner.skipBlanks();
  const word = scanner.peek(/(?!warn\b)[a-zA-Z]+|%/);
  if (word === undefined) {
    return part === 1 ? ok(undefined) : scanner.fail(describeUnits(unit));
  }
  const size = sizeOf(word, unit);
  if (size === undefined) {
    return scanner.fail(describeUnits(unit));
  }
  scanner.take(/[a-zA-Z]+|%/);
  return ok(size);
};
