import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

export interface PanelText {
  readonly title: string;
  /** What the panel shows, for its tooltip. */
  readonly what: string;
  /** One of Grafana's ids: see units of the SDK. */
  readonly unit: string;
}

export interface PanelQuery {
  readonly expr: string;
  /** In Grafana's form: `{{label}}`. */
  readonly legend: string;
}

/** A panel of Grafana's grid, which is 24 columns wide. */
export type PanelBuilder = Builder<Panel>;

const SOURCE = { type: "prometheus", uid: `\${datasource}` };

/** One number: the current value. Without one the reason is mostly that the scrape fails. */
export const stat = ({ title, what, unit }: PanelText, expr: string): PanelBuilder =>
  new StatBuilder()
    .title(title)
    .description(what)
    .unit(unit)
    .datasource(SOURCE)
    .noValue("nothing arrives")
    .span(6)
    .height(4)
    .withTarget(new DataqueryBuilder().expr(expr).instant().refId("A"));

/** Lines over time. */
export const graph = ({ title, what, unit }: PanelText, ...queries: readonly PanelQuery[]): PanelBuilder =>
  queries.reduce(
    (panel, { expr, legend }, index) =>
      panel.withTarget(new DataqueryBuilder().expr(expr).range().legendFormat(legend).refId(toRefId(index))),
    new TimeSeriesBuilder()
      .title(title)
      .description(what)
      .unit(unit)
      .min(0)
      .datasource(SOURCE)
      .span(12)
      .height(8)
      .legend(new VizLegendOptionsBuilder().showLegend(true)),
  );

export interface Column {
  readonly name: string;
  readonly unit: string;
  readonly expr: string;
}

/** Current values, with a row for each label set and a column for each query. */
export const table = ({ title, what }: Omit<PanelText, "unit">, columns: readonly Column[]): PanelBuilder => {
  const panel = new TableBuilder()
    .title(title)
    .description(what)
    .datasource(SOURCE)
    .span(24)
    .height(9)
    .filterable(true)
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({ id: "organize", options: { excludeByName: { Time: true, __name__: true } } });
  columns.forEach(({ name, unit, expr }, index) => {
    // Grafana names the values of a single query "Value", and those of several "Value #A", "Value #B" and so on.
    const field = columns.length === 1 ? "Value" : `Value #${toRefId(index)}`;
    panel
      .withTarget(
        new DataqueryBuilder().expr(expr).instant().format(PromQueryFormat.Table).refId(toRefId(index)),
      )
      .overrideByName(field, [
        { id: "displayName", value: name },
        { id: "unit", value: unit },
      ]);
  });
  return panel;
};

const toRefId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

export interface DashboardText {
  /** Must never change, since links and the next import find the dashboard by it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly PanelBuilder[];
}

/** A label whose values can filter the dashboard. */
export interface LabelVariable {
  readonly label: string;
  readonly metric: string;
}

/** A dashboard over one Prometheus. In expressions `$scrape_job` is the job that scrapes the Pushgateway. */
export const toPrometheusDashboard = (
  text: DashboardText,
  variable: LabelVariable,
  rows: readonly Row[],
): Dashboard => {
  const dashboard = createDashboard(text)
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"))
    .withVariable(
      new QueryVariableBuilder(variable.label)
        .label(variable.label)
        .datasource(SOURCE)
        .query({ query: `label_values(${variable.metric}, ${variable.label})`, refId: "A" })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .current({ text: "All", value: "$__all" }),
    )
    .withVariable(
      new TextBoxVariableBuilder("scrape_job")
        .label("job of the scrape")
        .description("scrape.job of proxy.yaml")
        .defaultValue("pushgateway")
        .current({ text: "pushgateway", value: "pushgateway" }),
    );
  return addRows(dashboard, rows).build();
};

const createDashboard = ({ uid, title, description }: DashboardText): DashboardBuilder =>
  new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["pushgateway-proxy"])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-6h", to: "now" })
    .refresh("1m");

const addRows = (dashboard: DashboardBuilder, rows: readonly Row[]): DashboardBuilder => {
  for (const { title, panels } of rows) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) {
      dashboard.withPanel(panel);
    }
  }
  return dashboard;
};
