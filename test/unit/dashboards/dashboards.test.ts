import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { CI_METRICS } from "../../../ci/metric-catalogue.ts";
import { ciMetrics } from "../../../dashboards/ci.ts";
import {
  DASHBOARDS,
  expressionsOf,
  RULE_TESTS,
  readDashboards,
  readRules,
} from "../../support/dashboards.ts";

const dashboards = [...readDashboards()];

describe.each(dashboards)("%s", (_, dashboard) => {
  const panels = dashboard.panels.filter(({ type }) => type !== "row");

  it("has a uid that Grafana accepts, a title and a description", () => {
    expect(dashboard.uid).toMatch(/^[a-z0-9-]{8,40}$/);
    expect(dashboard.title).not.toBe("");
    expect(dashboard.description).not.toBe("");
  });

  it.each(panels.map((panel) => [panel.title, panel] as const))(
    "%s has a unit and a description",
    (_, panel) => {
      const { defaults, overrides } = panel.fieldConfig!;
      const columns = overrides.map(({ properties }) => properties.find(({ id }) => id === "unit")?.value);
      const used = panel.type === "table" ? columns : [defaults.unit];
      expect(used).toHaveLength(panel.type === "table" ? panel.targets!.length : 1);
      expect(used.filter((unit) => !UNITS.has(unit))).toEqual([]);
      expect(panel.description).not.toBe("");
      expect(panel.targets).not.toEqual([]);
    },
  );

  it("queries the selected data source, and uses no undefined variable", () => {
    const names = new Set(dashboard.templating.list.map(({ name }) => name));
    expect(panels.map(({ datasource }) => datasource?.uid)).toEqual(panels.map(() => `\${datasource}`));
    const used = JSON.stringify(panels).match(/\$\{?\w+/g) ?? [];
    expect(used.map((one) => one.replace(/^\$\{?/, "")).filter((name) => !names.has(name))).toEqual([]);
  });

  it("has no two panels with the same title, and no query twice in a panel", () => {
    const titles = panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const queries = expressionsOf(dashboard).map(([name]) => name);
    expect(new Set(queries).size).toBe(queries.length);
  });
});

const UNITS: ReadonlySet<unknown> = new Set(Object.values(units));

describe("dashboards", () => {
  it("have different uids", () => {
    const uids = dashboards.map(([, { uid }]) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(uids.length).toBeGreaterThan(0);
  });
});

describe("the dashboard of CI", () => {
  // Each of collect: job, collect: run, junit and sizes can be used alone, and then only its metrics exist.
  it("finds jobs by every metric that CI pushes", () => {
    const { query } = ciMetrics().templating?.list?.find(({ name }) => name === "job") ?? {};
    const [, names = ""] = /__name__=~"(.*?)"/.exec(JSON.stringify(query).replaceAll("\\", "")) ?? [];
    expect(Object.keys(CI_METRICS).filter((name) => !new RegExp(`^(?:${names})$`).test(name))).toEqual([]);
  });
});

describe("rules.yaml", () => {
  interface AlertCase {
    readonly alertname: string;
    readonly exp_alerts: readonly unknown[];
  }
  interface TestFile {
    readonly tests: readonly {
      readonly alert_rule_test?: readonly AlertCase[];
      readonly promql_expr_test?: readonly { readonly expr: string }[];
    }[];
  }
  const tests = RULE_TESTS.flatMap(
    (file) => (parse(readFileSync(join(DASHBOARDS, file), "utf8")) as TestFile).tests,
  );
  const alertCases = tests.flatMap(({ alert_rule_test: cases = [] }) => cases);
  const rules = readRules();

  it.each(rules.flatMap(({ alert }) => (alert === undefined ? [] : [alert])))(
    "%s has a case where it fires, and one where it does not",
    (alert) => {
      const cases = alertCases.filter(({ alertname }) => alertname === alert);
      expect(cases.filter((one) => one.exp_alerts.length > 0)).not.toEqual([]);
      expect(cases.filter((one) => one.exp_alerts.length === 0)).not.toEqual([]);
    },
  );

  it.each(
    rules.flatMap(({ alert, annotations }) => (alert === undefined ? [] : [[alert, annotations] as const])),
  )("%s names a page that says what to do, with an existing section", (alert, annotations) => {
    const [page = "", section] = (annotations?.["runbook"] ?? "").split("#");
    const text = readFileSync(join(DASHBOARDS, "..", page), "utf8");
    const sections = [...text.matchAll(/^##+ (.*)$/gm)].map(([, title = ""]) => toAnchor(title));
    expect([undefined, ...sections]).toContain(section);
    expect(readFileSync(join(DASHBOARDS, "../docs/monitoring.md"), "utf8")).toContain(`\`${alert}\``);
  });

  it.each(rules.flatMap(({ record }) => (record === undefined ? [] : [record])))(
    "%s has a case for its value, or is read by an alert",
    (record) => {
      const cases = tests.flatMap(({ promql_expr_test: own = [] }) => own);
      const isRead = rules.some(({ alert, expr }) => alert !== undefined && expr.includes(record));
      expect(isRead || cases.some(({ expr }) => expr.includes(record))).toBe(true);
    },
  );
});

const toAnchor = (title: string): string => title.toLowerCase().replaceAll(" ", "-");
