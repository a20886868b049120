import type { MetricFamily, SourcePosition } from "../model/exposition.ts";

/** Calls `visit` for the label names that the metrics of a family have, with the first metric that has them. */
export const forEachShape = (
  family: MetricFamily,
  visit: (names: readonly string[], at: SourcePosition) => void,
): void => {
  const seen = new Set<readonly string[]>();
  let last: readonly string[] | undefined;
  for (const { labels, at } of family.metrics) {
    const { names } = labels;
    if (names !== last && !seen.has(names)) {
      seen.add(names);
      visit(names, at);
    }
    last = names;
  }
};
