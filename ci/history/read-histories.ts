import { type Fields, toRecord, toRecords } from "../../lambda/model/fields.ts";
import type { MeasuredSeries } from "../compare/series.ts";
import type { History } from "../summary/chart.ts";
import { PUSH_TIME } from "./history-query.ts";

/** As many as fit into a chart. */
const MAX_RUNS = 20;

/**
 * Reads Prometheus' answer (a matrix) as the values of the last runs and this one. Undefined if it is not such an
 * answer. Labels that Prometheus has added are ignored.
 */
export const readHistories = (
  answer: unknown,
  charted: readonly MeasuredSeries[],
): readonly History[] | undefined => {
  const { result } = toRecord(toRecord(answer)["data"]);
  if (!Array.isArray(result)) {
    return undefined;
  }
  // Groups whose keys have further labels match, too, and so do series of earlier runs that had more labels.
  const found = toRecords(result)
    .map(toPoints)
    .sort((a, b) => countLabels(a) - countLabels(b));
  const pushes = found.find(({ labels }) => labels["__name__"] === PUSH_TIME);
  return charted.map((series) => {
    const points = found.find(({ labels }) => isSeries(labels, series))?.values ?? new Map();
    return {
      name: series.name,
      labels: series.labels,
      values: [...chooseRuns(points, pushes?.values), series.value],
    };
  });
};

interface Points {
  readonly labels: Fields;
  /** By time, ascending. */
  readonly values: ReadonlyMap<number, number>;
}

const toPoints = ({ metric, values }: Fields): Points => ({
  labels: toRecord(metric),
  values: new Map(
    (Array.isArray(values) ? values : [])
      .filter((pair): pair is readonly [number, string] => Array.isArray(pair) && typeof pair[0] === "number")
      .map(([time, value]) => [time, Number(value)]),
  ),
});

const countLabels = ({ labels }: Points): number => Object.keys(labels).length;

const isSeries = (labels: Points["labels"], series: MeasuredSeries): boolean =>
  labels["__name__"] === series.name &&
  Object.entries(series.labels).every(([name, value]) => labels[name] === value);

/** One value for each push. Where the time of the push is not known, one for each change. */
const chooseRuns = (points: Points["values"], pushes: Points["values"] | undefined): readonly number[] => {
  const runs: number[] = [];
  let last: number | undefined;
  for (const [time, value] of points) {
    const run = pushes?.get(time) ?? value;
    if (run !== last) {
      runs.push(value);
    }
    last = run;
  }
  return runs.slice(1 - MAX_RUNS);
};
