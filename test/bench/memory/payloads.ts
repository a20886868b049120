import { gzipSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";

/** As many families, series and labels as the default limits admit, filled up with text to what a body may inflate to. */
export const createLargestText = (): Buffer => {
  const { families, series, labelsPerSeries, inflatedBytes } = DEFAULT_LIMITS;
  const lineBytes = Math.floor((inflatedBytes - families * HEAD_BYTES) / series);
  const labelBytes = Math.floor((lineBytes - SAMPLE_BYTES) / labelsPerSeries);
  const lines = Array.from({ length: families }, (_, family) => {
    const name = `largest_${family}`;
    const samples = Array.from({ length: series / families }, (_, sample) => {
      const labels = Array.from({ length: labelsPerSeries }, (_, label) =>
        toLabel(label, `${family}-${sample}-`, labelBytes),
      );
      return `${name}{${labels.join(",")}} ${sample}.5\n`;
    });
    return `# HELP ${name} h\n# TYPE ${name} gauge\n${samples.join("")}`;
  });
  return Buffer.from(lines.join(""));
};

/** Of a family's HELP and TYPE. */
const HEAD_BYTES = 60;
/** Of a line beside its labels. */
const SAMPLE_BYTES = 20;

const toLabel = (label: number, start: string, bytes: number): string => {
  const name = `label_${label}`;
  return `${name}="${start.padEnd(bytes - name.length - 4, "v")}"`;
};

export const compress = (payload: Buffer): Buffer => {
  const compressed = gzipSync(payload);
  if (payload.length > DEFAULT_LIMITS.inflatedBytes || compressed.length > DEFAULT_LIMITS.bodyBytes) {
    throw new RangeError("the payload is over the default limits");
  }
  return compressed;
};

/** The same as families in JSON, of which fewer labels fit: every value counts, and there may be only so many. */
export const createLargestJson = (): Buffer => {
  const { families, series } = DEFAULT_LIMITS;
  const list = Array.from({ length: families }, (_, family) => ({
    name: `largest_${family}`,
    help: "h",
    type: "GAUGE",
    metrics: Array.from({ length: series / families }, (_, sample) => ({
      labels: Object.fromEntries(
        Array.from({ length: JSON_LABELS }, (_, label) => [
          `label_${label}`,
          `${family}-${sample}-`.padEnd(JSON_LABEL_BYTES, "v"),
        ]),
      ),
      value: `${sample}.5`,
    })),
  }));
  return Buffer.from(JSON.stringify(list));
};

const JSON_LABELS = 16;
const JSON_LABEL_BYTES = 86;
