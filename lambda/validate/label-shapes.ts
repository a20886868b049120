import type { MetricFamily, SourcePosition } from "../model/exposition.ts";

/** The label names of some metrics of a family. `at` is the first metric that has them. */
export interface PlacedShape {
  readonly names: readonly string[];
  readonly at: SourcePosition;
}

/** The different sets of label names in a family. Precondition: it has metrics. */
export const labelShapesOf = ({ metrics }: MetricFamily): readonly PlacedShape[] => {
  let last = metrics[0]!.labels.names;
  const shapes: PlacedShape[] = [{ names: last, at: metrics[0]!.at }];
  let seen: Set<readonly string[]> | undefined;
  for (const { labels, at } of metrics) {
    const { names } = labels;
    if (names !== last) {
      seen ??= new Set([last]);
      last = names;
      if (!seen.has(names)) {
        seen.add(names);
        shapes.push({ names, at });
      }
    }
  }
  return shapes;
};
