import { CJK, fill, type HostilePayload, join, pad } from "./parts.ts";

type Create = HostilePayload["create"];

const lines =
  (line: (index: number, seed: string) => string, head = ""): Create =>
  (size, seed) =>
    fill(size, (index) => `${line(index, seed)}\n`, { head });

/** One series with as many labels as fit. */
const oneSeries =
  (label: (index: number, seed: string) => string): Create =>
  (size, seed) =>
    fill(size, (index) => label(index, seed), { head: "a{", tail: "} 1\n" });

const labels = (count: number, value: (label: number) => string, name = "l"): string =>
  join(count, (label) => `${name}${label}="${value(label)}"`, ",");

const bit = (index: number, place: number): boolean => ((index >> (place % 16)) & 1) === 1;

const TEXT: Readonly<Record<string, Create>> = {
  "one tiny series, again and again": lines(() => "a 1"),
  "one tiny series of a label that is not ASCII": lines(() => 'a{b="é"} 1'),
  "tiny families": lines((i, seed) => `${seed}${i} 1`),
  "families with HELP and TYPE": lines(
    (i, seed) => `# HELP ${seed}${i} h\n# TYPE ${seed}${i} gauge\n${seed}${i} 1`,
  ),
  "families that only have a TYPE": lines((i, seed) => `# TYPE ${seed}${i} gauge`),
  "the longest names": lines((i, seed) => `${pad(seed, i, 200, "n")} 1`),
  "one endless name": (size, seed) => Buffer.from(`${pad(seed, 0, size - 10, "n")} 1\n`),
  "a repeated label": oneSeries(() => 'b="1",'),
  "different labels on one series": oneSeries((i, seed) => `${seed}${i}="1",`),
  "a thousand labels on each series": lines((i, seed) => `a{${labels(999, () => `${i}`, seed)}} 1`),
  "a label name for each series": lines((i, seed) => `a{${seed}${i}="1"} 1`),
  "a label shape for each series, 100 labels each": lines(
    (i, seed) => `a{${join(100, (label) => `${seed}${i}_${label}="1"`, ",")}} 1`,
  ),
  "label shapes of one set of names": lines(
    (i, seed) =>
      `a{${join(60, (label) => `${seed}${(label * 7 + i * (label + 1)) % 997}_${label}="1"`, ",")}} 1`,
  ),
  "empty labels in changing places": lines(
    (i, seed) => `a{${join(32, (label) => `${seed}${label}="${bit(i * 31, label) ? "" : "1"}"`, ",")}} 1`,
  ),
  "labels whose names are reserved": lines(() => `a{${join(60, (label) => `__${label}=""`, ",")}} 1`),
  "the longest label values": lines(
    (i, seed) => `a{${labels(12, (label) => pad(seed, i * 100 + label, 1_024))}} 1`,
  ),
  "the longest label values, CJK": lines(
    (i, seed) => `a{${labels(64, (label) => pad(seed, i * 100 + label, 1_024, CJK))}} 1`,
  ),
  "label values of escapes": lines((i, seed) => `a{b="${seed}${i}${"\\n".repeat(500)}"} 1`),
  "short label values in falling order": lines((i, seed) => `a{b="${seed}${1e7 - i}"} 1`),
  "many short labels": lines((i, seed) => `a{${labels(40, (label) => `${seed}${i * 41 + label}`)}} 1`),
  "one histogram of many buckets": lines((i) => `h_bucket{le="${-i}"} 1`, "# TYPE h histogram\n"),
  "histograms in turn": lines(
    (i, seed) => `h_bucket{x="${seed}${i % 9_973}",le="${i}"} 1`,
    "# TYPE h histogram\n",
  ),
  "histograms of one line": lines((i, seed) => `h_count{x="${seed}${i}"} 1`, "# TYPE h histogram\n"),
  "families of histograms": lines((i, seed) => `# TYPE ${seed}${i} histogram\n${seed}${i}_count 1`),
  "one summary of many quantiles": lines((i) => `s{quantile="0.${i}"} 1`, "# TYPE s summary\n"),
  "long HELP texts": lines((i, seed) => `# HELP ${seed}${i} ${"h".repeat(1_000)}\n${seed}${i} 1`),
  "HELP texts of escapes": lines((i, seed) => `# HELP ${seed}${i} ${"\\\\".repeat(500)}\n${seed}${i} 1`),
  "HELP again and again": lines((i) => `# HELP a ${i}`),
  timestamps: lines(() => "a 1 1"),
  issues: lines(() => "5"),
  "empty lines": lines(() => ""),
  "long numbers": lines((i) => `a{b="${i}"} ${"1".repeat(300)}.5`),
  "numbers with exponents": lines((i) => `a{b="${i}"} 1e-300`),
  "one endless label value": (size, seed) => Buffer.from(`a{b="${pad(seed, 0, size - 12)}"} 1\n`),
  "within every count": (size, seed) => {
    const length = Math.max(1, Math.floor(size / 10_000 / 64) - 8);
    return lines((i) => `${seed}${i % 1_000}{${labels(64, () => pad(seed, i, length))}} 1`)(size, seed);
  },
};

export const TEXT_PAYLOADS: readonly HostilePayload[] = Object.entries(TEXT).map(([name, create]) => ({
  name,
  format: "text",
  create,
}));

const open =
  (line: (index: number, seed: string) => string, head = ""): Create =>
  (size, seed) =>
    fill(size, (index) => `${line(index, seed)}\n`, { head, tail: "# EOF\n" });

const OPENMETRICS: Readonly<Record<string, Create>> = {
  "one tiny series, again and again": open(() => "a 1"),
  "tiny families": open((i, seed) => `${seed}${i} 1`),
  "families with every descriptor": open(
    (i, seed) => `# HELP ${seed}${i} h\n# TYPE ${seed}${i} gauge\n# UNIT ${seed}${i} s\n${seed}${i} 1`,
  ),
  "a repeated label": (size) => fill(size, () => 'b="1",', { head: "a{", tail: "} 1\n# EOF\n" }),
  "different labels on one series": (size, seed) =>
    fill(size, (index) => `${seed}${index}="1",`, { head: "a{", tail: "} 1\n# EOF\n" }),
  "different labels on one exemplar": (size, seed) =>
    fill(size, (index) => `${seed}${index}="1",`, { head: "a_total 1 # {", tail: "} 1\n# EOF\n" }),
  "a label name for each exemplar": open((i, seed) => `a 1 # {${seed}${i}="1"} 1`),
  "a label shape for each series, 100 labels each": open(
    (i, seed) => `a{${join(100, (label) => `${seed}${i}_${label}="1"`, ",")}} 1`,
  ),
  "the longest label values, CJK": open(
    (i, seed) => `a{${labels(64, (label) => pad(seed, i * 100 + label, 1_024, CJK))}} 1`,
  ),
  "many short labels": open((i, seed) => `a{${labels(40, (label) => `${seed}${i * 41 + label}`)}} 1`),
  "one histogram of many buckets": open((i) => `h_bucket{le="${-i}"} 1`, "# TYPE h histogram\n"),
  "samples with created times": open(
    (i, seed) => `# TYPE ${seed}${i} counter\n${seed}${i}_total 1\n${seed}${i}_created 1`,
  ),
  "samples without their suffix": open((i) => `c{b="${i}"} 1`, "# TYPE c counter\n"),
};

export const OPENMETRICS_PAYLOADS: readonly HostilePayload[] = Object.entries(OPENMETRICS).map(
  ([name, create]) => ({ name, format: "openmetrics", create }),
);
