import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";
import { toHistoryQuery } from "../../../ci/history/history-query.ts";
import { toSelector } from "../../../console/page/commands/promql.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { aGroup, CONTENT, GROUPS } from "../../support/console/fixtures.ts";
import {
  DASHBOARDS,
  expressionsOf,
  RULE_TESTS,
  readDashboards,
  readRules,
} from "../../support/dashboards.ts";

/** What the editor of Prometheus marks as wrong: from where to where, and the text. It is empty for valid PromQL. */
const findErrors = (expr: string): readonly string[] => {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) {
        errors.push(`${from}-${to} ${JSON.stringify(expr.slice(from, to))}`);
      }
    },
  });
  return errors;
};

type Named = readonly (readonly [string, string])[];

interface RuleTests {
  readonly tests: readonly {
    readonly promql_expr_test?: readonly { readonly expr: string }[];
  }[];
}

const ROOT = join(DASHBOARDS, "..");

/** PromQL in documentation: links to the graph of Prometheus, code with a range, and `promql` blocks. */
const inProse = (text: string): readonly string[] => [
  ...[...text.matchAll(/[?&]g\d\.expr=([^&)>\s]+)/g)].map(([, expr = ""]) => decodeURIComponent(expr)),
  ...[...text.matchAll(/`([^`\n]*\w\[\d+[smhdwy]\][^`\n]*)`/g)].map(([, expr = ""]) => expr),
  ...[...text.matchAll(/^```promql\n(.*?)^```/gms)].map(([, expr = ""]) => expr),
];

const SOURCES: Readonly<Record<string, Named>> = {
  dashboards: [...readDashboards()].flatMap(([file, dashboard]) =>
    expressionsOf(dashboard).map(([name, expr]) => [`${file}: ${name}`, expr] as const),
  ),
  rules: readRules().map(({ alert, record, expr }) => [alert ?? record ?? "", expr]),
  "the rules' cases": RULE_TESTS.flatMap((file) =>
    (parse(readFileSync(join(DASHBOARDS, file), "utf8")) as RuleTests).tests.flatMap(
      ({ promql_expr_test: cases = [] }) => cases.map(({ expr }) => [`${file}: ${expr}`, expr] as const),
    ),
  ),
  documentation: globSync(["README.md", "docs/*.md", "examples/**/*.md"], { cwd: ROOT }).flatMap((file) =>
    inProse(readFileSync(join(ROOT, file), "utf8")).map((expr) => [`${file}: ${expr}`, expr] as const),
  ),
  "copies of the console": [
    ...GROUPS,
    aGroup("a/b c", { branch: 'x\\y"z\n', ünï: "\u202e'`", empty: "" }),
  ].flatMap((group) =>
    ["", "a.b", ...CONTENT.families.map(({ name }) => name)].map((name) => {
      const selector = toSelector(group, name);
      return [selector, selector] as const;
    }),
  ),
  "the history of CI": [
    [
      "of two metrics",
      toHistoryQuery(
        ["cicd_task_duration_seconds", "cicd_tests"].map((name) => ({
          name,
          labels: { task: 'a"b' },
          value: 1,
        })),
        GroupingKey.of("ci", [{ name: "repository", value: "team/app" }]),
      ),
    ],
  ],
};

describe.each(Object.entries(SOURCES))("PromQL of %s", (_, expressions) => {
  it("exists", () => expect(expressions).not.toEqual([]));

  it.each(expressions)("%s is valid", (_name, expr) => {
    expect(findErrors(expr)).toEqual([]);
  });
});

describe("invalid PromQL", () => {
  it.each([
    ["a missing bracket", "sum(rate(a[5m])"],
    ["a range without its end", "rate(a[5m)"],
    ["a matcher without quotes", "a{job=ci}"],
    ["an unknown modifier", "sum beside (a) (b)"],
    ["two operators", "a +* b"],
  ])("is recognised: %s", (_, expr) => {
    expect(findErrors(expr)).not.toEqual([]);
  });
});
