import { gzipSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";

/** As many families and series as the default limits admit, with labels that use up the relayed bytes. */
export const createLargestText = (): Buffer => {
  const lines = createFamilies().map(({ name, series }) => {
    const samples = series.map((labels, sample) => `${name}{${labels.map(toText).join(",")}} ${sample}.5\n`);
    return `# HELP ${name} h\n# TYPE ${name} gauge\n${samples.join("")}`;
  });
  return Buffer.from(lines.join(""));
};

/** The same as families in JSON. */
export const createLargestJson = (): Buffer => {
  const families = createFamilies().map(({ name, series }) => ({
    name,
    help: "h",
    type: "GAUGE",
    metrics: series.map((labels, sample) => ({ labels: Object.fromEntries(labels), value: `${sample}.5` })),
  }));
  return Buffer.from(JSON.stringify(families));
};

type Label = readonly [name: string, value: string];

const createFamilies = () => {
  const { families, series, relayedBytes } = DEFAULT_LIMITS;
  const valueBytes = Math.floor((relayedBytes / series - SAMPLE_BYTES) / LABELS - LABEL_BYTES);
  const toLabels = (start: string): readonly Label[] =>
    Array.from({ length: LABELS }, (_, label) => [`label_${label}`, start.padEnd(valueBytes, "v")]);
  return Array.from({ length: families }, (_, family) => ({
    name: `largest_${family}`,
    series: Array.from({ length: series / families }, (_, sample) => toLabels(`${family}-${sample}-`)),
  }));
};

const toText = ([name, value]: Label): string => `${name}="${value}"`;

const LABELS = 2;
/** The relayed bytes of a series without its labels, with its part of the family. */
const SAMPLE_BYTES = 20;
/** The relayed bytes of a label without its value. */
const LABEL_BYTES = 14;

export const compress = (payload: Buffer): Buffer => {
  const compressed = gzipSync(payload);
  if (payload.length > DEFAULT_LIMITS.inflatedBytes || compressed.length > DEFAULT_LIMITS.bodyBytes) {
    throw new RangeError("the payload is over the default limits");
  }
  return compressed;
};
