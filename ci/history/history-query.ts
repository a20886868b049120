import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { Budget } from "../budgets/budget.ts";
import { isNamed } from "../budgets/judge-budgets.ts";
import type { MeasuredSeries } from "../compare/series.ts";

/** A chart is as large as the rest of the report. */
const MAX_CHARTS = 3;

/** The metrics whose last runs are shown: those with budgets, else the duration of the run, without the time in the queue. */
export const chooseCharted = (
  budgets: readonly Budget[],
  now: readonly MeasuredSeries[],
): readonly MeasuredSeries[] => {
  const withBudget = now.filter((series) => budgets.some((budget) => isNamed(budget, series)));
  const duration = now.find(
    ({ name, labels }) => name.endsWith("duration_seconds") && labels["state"] !== "pending",
  );
  return withBudget.length > 0 || duration === undefined ? withBudget.slice(0, MAX_CHARTS) : [duration];
};

/**
 * The time of a group's push, which distinguishes runs. `push_time_seconds` is the time of the relay, which can be
 * later.
 */
export const PUSH_TIME = "pushgateway_proxy_push_timestamp_seconds";

/**
 * PromQL for the values of these metrics in the group over two weeks, at most one per hour: few enough for a small
 * answer, and often enough for the runs of a branch.
 */
export const toHistoryQuery = (charted: readonly MeasuredSeries[], key: GroupingKey): string => {
  const names = [...new Set([...charted.map(({ name }) => name), PUSH_TIME])].join("|");
  const labels = [{ name: "job", value: key.job }, ...key.labels].map(
    ({ name, value }) => `${name}=${JSON.stringify(value)}`,
  );
  return `{__name__=~"${names}",${labels.join(",")}}[2w:1h]`;
};
