import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export const DASHBOARDS = join(import.meta.dirname, "../../dashboards");

/** The fields that the tests read. */
export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly PanelFile[];
}

export interface PanelFile {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly {
    readonly expr?: string;
    readonly expression?: string;
    readonly refId: string;
  }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string };
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

/** All committed dashboards, by file. */
export const readDashboards = (): ReadonlyMap<string, DashboardFile> =>
  new Map(
    globSync("*.json", { cwd: DASHBOARDS })
      .sort()
      .map((file) => [file, JSON.parse(readFileSync(join(DASHBOARDS, file), "utf8")) as DashboardFile]),
  );

/** Every PromQL expression of a dashboard, as Grafana sends it when every variable is "All". */
export const expressionsOf = ({ panels }: DashboardFile): readonly (readonly [string, string])[] =>
  panels.flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ expr, refId }) =>
      expr === undefined ? [] : [[`${title} ${refId}`, expr.replaceAll(/\$(\w+)/g, toChosen)] as const],
    ),
  );

const toChosen = (_: string, variable: string): string => (variable === "scrape_job" ? "pushgateway" : ".+");

export const RULES = readFileSync(join(DASHBOARDS, "rules.yaml"), "utf8");

/** The test files for promtool. */
export const RULE_TESTS = globSync("*.test.yaml", { cwd: DASHBOARDS }).sort();

export interface RuleEntry {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const readRules = (): readonly RuleEntry[] =>
  (parse(RULES) as { readonly groups: readonly { readonly rules: readonly RuleEntry[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );
