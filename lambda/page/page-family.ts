import type { GroupingKey } from "../model/grouping-key.ts";
import type { WrittenLabels } from "./metric-labels.ts";

/** A stored metric, with the labels on the page. */
export interface PageMetric {
  readonly labels: WrittenLabels;
  /** The place of its value: the stored metric without its labels. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The metrics of all groups under one name. */
export interface PageFamily {
  readonly name: string;
  /** The number of its `MetricType`. */
  readonly type: number;
  /** UTF-8; empty if no group has one. */
  readonly help: Uint8Array;
  readonly metrics: readonly PageMetric[];
}

/** A group in the store. */
export interface PageGroup {
  readonly key: GroupingKey;
  readonly content: Uint8Array;
  readonly atMs: number;
}

/** A family to which metrics of further groups can be added. */
export class MergedFamily implements PageFamily {
  readonly name: string;
  readonly type: number;
  metrics: PageMetric[];
  help: Uint8Array;
  #helpAtMs = Number.NEGATIVE_INFINITY;
  #helpPath = "";

  constructor(name: string, type: number, metrics: PageMetric[], help: Uint8Array = NO_HELP) {
    this.name = name;
    this.type = type;
    this.metrics = metrics;
    this.help = help;
  }

  /**
   * Groups were added in the order of their labels, so the metrics are almost sorted already, which makes the engine's
   * sort fast.
   */
  sort(): void {
    const fronts = new Map<string, PageMetric[]>();
    for (const metric of this.metrics) {
      const { front } = metric.labels;
      const same = fronts.get(front);
      if (same === undefined) {
        fronts.set(front, [metric]);
      } else {
        same.push(metric);
      }
    }
    const sorted = [...fronts].sort(([a], [b]) => (a < b ? -1 : 1));
    this.metrics = sorted.flatMap(([, metrics]) => metrics.sort(compareMetrics));
    // Keys with different labels can have the same values before them.
    if (!isSorted(this.metrics)) {
      this.metrics.sort(compareMetrics);
    }
  }

  /** The text of the group that was pushed last is used; for equal times, that of the first path. */
  offerHelp(help: Uint8Array, { atMs, key: { path } }: PageGroup): void {
    if (atMs > this.#helpAtMs || (atMs === this.#helpAtMs && path < this.#helpPath)) {
      this.help = help;
      this.#helpAtMs = atMs;
      this.#helpPath = path;
    }
  }
}

const NO_HELP = new Uint8Array(0);

export const compareOrders = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareMetrics = (a: PageMetric, b: PageMetric): number =>
  compareOrders(a.labels.order, b.labels.order);

const isSorted = (metrics: readonly PageMetric[]): boolean => {
  for (let i = 1; i < metrics.length; i++) {
    if (metrics[i]!.labels.order < metrics[i - 1]!.labels.order) {
      return false;
    }
  }
  return true;
};
