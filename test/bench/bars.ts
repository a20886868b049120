/** One measured figure, with one bar for each side. */
export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

/** How each row of a table is drawn. */
export interface Figure<Row> {
  readonly title: string;
  readonly unit: string;
  readonly figureOf: (row: Row) => number;
}

/** One drawing per figure, with one bar per row. Without rows there is nothing to draw. */
export const toBars = <Row>(
  rows: readonly Row[],
  labelOf: (row: Row) => string,
  figures: readonly Figure<Row>[],
): readonly Bars[] =>
  rows.length === 0
    ? []
    : figures.map(({ title, unit, figureOf }) => ({
        title,
        unit,
        bars: rows.map((row) => ({ label: labelOf(row), value: figureOf(row) })),
      }));

const MOST_WIDTH = 40;
const LEAST_WIDTH = 10;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** The bars in block characters. The longest one is 40 wide, or shorter if the lines would not fit into `columns`. */
export const drawBars = ({ title, unit, bars }: Bars, columns = Number.POSITIVE_INFINITY): string => {
  const shares = toShares(bars);
  const texts = bars.map(({ value }) => `${show(value)} ${unit}`.trimEnd());
  const labelWidth = longestOf(bars.map(({ label }) => label));
  const room = columns - labelWidth - longestOf(texts) - "      ".length;
  const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, room));
  const lines = bars.map(({ label }, index) => {
    const eighths = Math.round(shares[index]! * width * 8);
    const bar = "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
    return `  ${label.padEnd(labelWidth)}  ${bar.padEnd(width)}  ${texts[index]}`;
  });
  return [title, ...lines, ""].join("\n");
};

/**
 * The length of each bar, as a share of the longest. A negative or unknown value has no bar. An infinite value has a
 * full bar and does not shorten the others.
 */
const toShares = (bars: Bars["bars"]): readonly number[] => {
  const finite = bars.map(({ value }) => value).filter(Number.isFinite);
  const longest = Math.max(...finite, Number.MIN_VALUE);
  return bars.map(({ value }) => Math.max(0, Math.min(1, value / longest)) || 0);
};

const longestOf = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

const show = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : Number(value.toPrecision(3)).toString();

const ROW = 22;
const BAR_WIDTH = 360;
const VALUE_WIDTH = 160;
/** More than the average character takes. */
const CHARACTER_WIDTH = 7;

/** All drawings in one SVG document, readable on light and dark backgrounds. */
export const toSvg = (drawings: readonly Bars[]): string => {
  const labels = drawings.flatMap(({ bars }) => bars.map(({ label }) => label));
  const labelWidth = longestOf(labels) * CHARACTER_WIDTH + ROW;
  let y = 0;
  const parts = drawings.flatMap(({ title, unit, bars }) => {
    const shares = toShares(bars);
    y += ROW + 8;
    const head = `<text x="0" y="${y}" font-weight="bold">${escapeXml(title)}</text>`;
    const rows = bars.map(({ label, value }, index) => {
      y += ROW;
      const width = Math.max(1, Math.round(shares[index]! * BAR_WIDTH));
      return [
        `<text x="0" y="${y}">${escapeXml(label)}</text>`,
        `<rect x="${labelWidth}" y="${y - 13}" width="${width}" height="16" fill="#4c78a8"/>`,
        `<text x="${labelWidth + width + 6}" y="${y}">${escapeXml(`${show(value)} ${unit}`.trimEnd())}</text>`,
      ].join("");
    });
    return [head, ...rows];
  });
  const width = labelWidth + BAR_WIDTH + VALUE_WIDTH;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 12}" font-family="sans-serif" font-size="13" fill="#808080">${parts.join("\n")}</svg>\n`;
};

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
