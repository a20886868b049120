import type { MetricFamily, SourcePosition } from "../model/exposition.ts";

/** Calls `visit` for each set of label names that metrics of a family have, with the first metric that has it. */
export const forEachShape = (
  family: MetricFamily,
  visit: (names: readonly string[], at: SourcePosition) => void,
): void => {
  const { metrics } = family;
  let last = metrics[0]!.labels.names;
  visit(last, metrics[0]!.at);
  let seen: Set<readonly string[]> | undefined;
  for (const { labels, at } of metrics) {
    const { names } = labels;
    if (names !== last) {
      seen ??= new Set([metrics[0]!.labels.names]);
      last = names;
      if (!seen.has(names)) {
        seen.add(names);
        visit(names, at);
      }
    }
  }
};
