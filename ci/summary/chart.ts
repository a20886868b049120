import { type CiUnit, unitOf } from "../compare/unit.ts";

/** The values of one metric over the last runs, oldest first. */
export interface History {
  readonly name: string;
  /** They distinguish several charts of one metric. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/**
 * A chart as Markdown, which GitHub and GitLab draw with Mermaid. Its untrusted texts are the metric's name, which
 * contains only letters, digits and underscores, and its labels, in which a question mark replaces most other characters.
 * Empty if there are not two values to draw a line between.
 */
export const drawHistory = ({ name, labels, values }: History): string => {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2 || !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
    return "";
  }
  const [size, word] = toScale(Math.max(...finite.map(Math.abs)), unitOf(name));
  const scaled = finite.map((value) => value / size);
  return [
    "```mermaid",
    LOOK,
    "xychart-beta",
    `  title "${[name, ...Object.values(labels).map(toPlain)].join(" ")}, the last ${finite.length} runs"`,
    `  x-axis [${finite.map((_, index) => index + 1).join(", ")}]`,
    `  y-axis "${word}" ${show(Math.min(0, ...scaled))} --> ${show(Math.max(0, ...scaled) * 1.1 || 1)}`,
    `  line [${scaled.map(show).join(", ")}]`,
    "```",
  ].join("\n");
};

const toPlain = (label: string): string => label.slice(0, MAX_LABEL).replace(/[^\w ./-]/g, "?");

const MAX_LABEL = 40;

/** Mermaid's default line can hardly be seen on white, and its chart is as high as a page. */
const LOOK =
  '%%{init: {"xyChart": {"height": 260}, "themeVariables": {"xyChart": {"plotColorPalette": "#0969da"}}}}%%';

/** How many of the metric's unit one unit of the axis is, and the name of the axis. */
const toScale = (largest: number, unit: CiUnit): readonly [number, string] =>
  SCALES[unit].find(([size]) => largest >= 2 * size) ?? SCALES[unit].at(-1)!;

const SCALES: Readonly<Record<CiUnit, readonly (readonly [number, string])[]>> = {
  seconds: [
    [3_600, "hours"],
    [60, "minutes"],
    [1, "seconds"],
  ],
  bytes: [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
    [1, "bytes"],
  ],
  ratio: [[0.01, "percent"]],
  count: [[1, "count"]],
};

/** Four digits and no exponent, which Mermaid cannot read. */
const show = (value: number): string => PLAIN.format(value);

const PLAIN = new Intl.NumberFormat("en-US", {
  maximumSignificantDigits: 4,
  useGrouping: false,
  signDisplay: "negative",
});
