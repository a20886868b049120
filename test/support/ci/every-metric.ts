import { addLabels, CI_METRICS, type CiMetricEntry } from "../../../ci/metric-catalogue.ts";
import type { CiMetric } from "../../../ci/metrics.ts";

/** The values of labels that have a fixed set. Other labels have one value. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ["pending", "executing"],
  result: ["success", "failure", "error", "timeout", "cancellation", "skip"],
};

/** Every metric that can be collected, with every label. Each series is 1. */
export const measureEverything = (): readonly CiMetric[] =>
  Object.entries<CiMetricEntry>(CI_METRICS).flatMap(([name, { help, unit, labels }]) =>
    toLabelSets(labels).map((set) =>
      addLabels({ name, type: "gauge", help, unit, labels: {}, value: 1 }, set),
    ),
  );

const toLabelSets = (labels: readonly string[]): readonly Readonly<Record<string, string>>[] =>
  labels.reduce<readonly Readonly<Record<string, string>>[]>(
    (sets, label) =>
      sets.flatMap((set) => (VALUES[label] ?? ["x"]).map((value) => ({ ...set, [label]: value }))),
    [{}],
  );
