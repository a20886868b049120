import type { Histogram, LabelSet, MetricFamily, Summary } from "../../lambda/model/exposition.ts";

/** The text format 0.0.4, as client libraries write it. */
export const writeText = (families: readonly MetricFamily[]): string =>
  families
    .flatMap((family) => [...describeFamily(family.name, family, family.type), ...writeSamples(family)])
    .join("");

/** OpenMetrics 1.0. Precondition: counters are named with `_total`. */
export const writeOpenMetrics = (families: readonly MetricFamily[]): string =>
  [
    ...families.flatMap((family) => {
      const name = family.type === "counter" ? family.name.replace(/_total$/, "") : family.name;
      const type = family.type === "untyped" ? "unknown" : family.type;
      const lines = writeSamples(family);
      const named =
        type === "gaugehistogram"
          ? lines.map((line) => line.replace(/^(\w+)_(sum|count)(?=[{ ])/, "$1_g$2"))
          : lines;
      return [...describeFamily(name, family, type), ...named];
    }),
    "# EOF\n",
  ].join("");

/** The list of families that the Pushgateway and prom2json write. */
export const writeJson = (families: readonly MetricFamily[]): string =>
  JSON.stringify(
    families.map(({ name, help, type, metrics }) => ({
      name,
      help,
      type: type.toUpperCase(),
      metrics: metrics.map((metric) => ({
        labels: Object.fromEntries(metric.labels.names.map((label, i) => [label, metric.labels.values[i]])),
        ...("value" in metric ? { value: showNumber(metric.value) } : toTotals(metric)),
      })),
    })),
  );

const toTotals = (metric: Histogram | Summary): object => ({
  ...("buckets" in metric
    ? {
        buckets: toObject(
          metric.buckets.map(({ upperBound, cumulativeCount }) => [upperBound, cumulativeCount]),
        ),
      }
    : { quantiles: toObject(metric.quantiles.map(({ quantile, value }) => [quantile, value])) }),
  sum: showNumber(metric.sum!),
  count: metric.count,
});

const toObject = (pairs: readonly (readonly [number, number])[]): object =>
  Object.fromEntries(pairs.map(([key, value]) => [showNumber(key), showNumber(value)]));

const describeFamily = (name: string, { help }: MetricFamily, type: string): readonly string[] => [
  ...(help === "" ? [] : [`# HELP ${name} ${help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}\n`]),
  `# TYPE ${name} ${type}\n`,
];

const writeSamples = ({ name, metrics }: MetricFamily): readonly string[] =>
  metrics.flatMap((metric) => {
    if ("value" in metric) {
      return [writeLine(name, metric.labels, metric.value)];
    }
    const parts =
      "buckets" in metric
        ? metric.buckets.map(({ upperBound, cumulativeCount }) =>
            writeLine(`${name}_bucket`, metric.labels, cumulativeCount, ["le", upperBound]),
          )
        : metric.quantiles.map(({ quantile, value }) =>
            writeLine(name, metric.labels, value, ["quantile", quantile]),
          );
    return [
      ...parts,
      writeLine(`${name}_sum`, metric.labels, metric.sum!),
      writeLine(`${name}_count`, metric.labels, metric.count!),
    ];
  });

const writeLine = (
  name: string,
  { names, values }: LabelSet,
  value: number,
  extra?: readonly [string, number],
): string => {
  const pairs = names.map((label, index) => `${label}="${escapeValue(values[index]!)}"`);
  if (extra !== undefined) {
    pairs.push(`${extra[0]}="${showNumber(extra[1])}"`);
  }
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${showNumber(value)}\n`;
};

export const escapeValue = (value: string): string => value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n");

export const showNumber = (value: number): string => {
  if (Object.is(value, -0)) {
    return "-0";
  }
  return String(value)
    .replace(/^Infinity$/, "+Inf")
    .replace("-Infinity", "-Inf");
};
