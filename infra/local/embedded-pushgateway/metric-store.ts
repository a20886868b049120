import type { StoredFamily, StoredLabel, StoredMetric } from "./stored-family.ts";

/** A group with what was pushed into it. */
export interface StoredGroup {
  readonly labels: readonly StoredLabel[];
  readonly families: ReadonlyMap<string, TimedFamily>;
}

export interface TimedFamily {
  readonly family: StoredFamily;
  readonly pushedAtMs: number;
}

const PUSH_TIME = "push_time_seconds";
const LAST_FAILED_PUSH = "push_failure_time_seconds";

/** The groups of a Pushgateway without its consistency check (pushgateway 1.11.3, storage/diskmetricstore.go), in memory. */
export class MetricStore {
  readonly #groups = new Map<string, StoredGroup>();

  get groups(): Iterable<StoredGroup> {
    return this.#groups.values();
  }

  /** `replace` drops what the group had; `add` keeps families of other names. */
  push(
    labels: readonly StoredLabel[],
    families: ReadonlyMap<string, StoredFamily>,
    mode: "replace" | "add",
    nowMs: number,
  ): void {
    const key = toKey(labels);
    const earlier = this.#groups.get(key)?.families ?? new Map<string, TimedFamily>();
    const pushed = [...families.values()].map((family) => addGroupingLabels(family, labels));
    const kept = mode === "add" ? earlier : pick(earlier, LAST_FAILED_PUSH);
    const times = [
      toTimeGauge(PUSH_TIME, "succeeded", nowMs / 1_000, labels),
      ...(kept.has(LAST_FAILED_PUSH) ? [] : [toTimeGauge(LAST_FAILED_PUSH, "failed", 0, labels)]),
    ];
    const timed = [...pushed, ...times].map(
      (family) => [family.name, { family, pushedAtMs: nowMs }] as const,
    );
    this.#groups.set(key, { labels, families: new Map([...kept, ...timed]) });
  }

  delete(labels: readonly StoredLabel[]): void {
    this.#groups.delete(toKey(labels));
  }
}

/** The set of labels, whatever their order. */
const toKey = (labels: readonly StoredLabel[]): string =>
  JSON.stringify([...labels].sort(byName).map(({ name, value }) => [name, value]));

const byName = (a: StoredLabel, b: StoredLabel): number => (a.name < b.name ? -1 : 1);

const pick = (families: ReadonlyMap<string, TimedFamily>, name: string): ReadonlyMap<string, TimedFamily> => {
  const found = families.get(name);
  return found === undefined ? new Map() : new Map([[name, found]]);
};

/** Grouping labels overwrite those of the body, and an `instance` is always there, if need be an empty one. */
const addGroupingLabels = (family: StoredFamily, grouping: readonly StoredLabel[]): StoredFamily => {
  const overwritten = new Set(grouping.map(({ name }) => name));
  const withLabels = (metric: StoredMetric): StoredMetric => {
    const own = metric.labels.filter(({ name }) => !overwritten.has(name));
    const all = [...own, ...grouping];
    const hasInstance = all.some(({ name }) => name === "instance");
    const labels = hasInstance ? all : [...all, { name: "instance", value: "" }];
    return { ...metric, labels: labels.sort(byName) };
  };
  return { ...family, metrics: family.metrics.map(withLabels) };
};

const toTimeGauge = (
  name: string,
  outcome: string,
  seconds: number,
  labels: readonly StoredLabel[],
): StoredFamily =>
  addGroupingLabels(
    {
      name,
      help: `Last Unix time when changing this group in the Pushgateway ${outcome}.`,
      type: "GAUGE",
      metrics: [{ labels: [], value: seconds, summary: undefined, histogram: undefined }],
    },
    labels,
  );
