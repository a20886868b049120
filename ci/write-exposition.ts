import type { CiMetric } from "./metrics.ts";

/**
 * The metrics in Prometheus' text format, with families in the order of their first metric. Empty if there are none.
 * Labels of the group's key are left out, because every series of the group has them.
 */
export const writeExposition = (metrics: readonly CiMetric[], keyLabels: ReadonlySet<string>): string =>
  [...Map.groupBy(metrics, ({ name }) => name).values()]
    .map((family) => writeFamily(family, keyLabels))
    .join("");

/** The collected metrics below a given payload, so that the lines of a file keep their numbers. */
export const addExposition = (given: Uint8Array | undefined, text: string): Uint8Array => {
  const endsLine = given === undefined || given.length === 0 || given.at(-1) === NEWLINE;
  return Buffer.concat([given ?? new Uint8Array(), Buffer.from(endsLine ? text : `\n${text}`)]);
};

const NEWLINE = 0x0a;

const writeFamily = (metrics: readonly CiMetric[], keyLabels: ReadonlySet<string>): string => {
  const { name, type, help } = metrics[0]!;
  const samples = metrics.map(({ labels, value }) => `${name}${writeLabels(labels, keyLabels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join("")}`;
};

const writeLabels = (labels: CiMetric["labels"], keyLabels: ReadonlySet<string>): string => {
  const pairs = Object.entries(labels)
    .filter(([name]) => !keyLabels.has(name))
    .map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

const escapeValue = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
