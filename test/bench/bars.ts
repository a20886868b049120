/** What a benchmark shows as a drawing: one bar a side. */
export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

const WIDTH = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** The bars in block characters, the longest one 40 wide. */
export const drawBars = ({ title, unit, bars }: Bars): string => {
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const labelWidth = Math.max(...bars.map(({ label }) => label.length));
  const lines = bars.map(({ label, value }) => {
    const eighths = Math.round((value / longest) * WIDTH * 8);
    const bar = "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
    return `  ${label.padEnd(labelWidth)}  ${bar.padEnd(WIDTH)}  ${show(value)} ${unit}`.trimEnd();
  });
  return [title, ...lines, ""].join("\n");
};

const show = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : Number(value.toPrecision(3)).toString();

const ROW = 22;
const LABEL_WIDTH = 240;
const BAR_WIDTH = 360;
const VALUE_WIDTH = 160;

/** All drawings below each other as an SVG document, readable on light and on dark ground. */
export const toSvg = (drawings: readonly Bars[]): string => {
  let y = 0;
  const parts = drawings.flatMap(({ title, unit, bars }) => {
    const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
    y += ROW + 8;
    const head = `<text x="0" y="${y}" font-weight="bold">${escapeXml(title)}</text>`;
    const rows = bars.map(({ label, value }) => {
      y += ROW;
      const width = Math.max(1, Math.round((value / longest) * BAR_WIDTH));
      return [
        `<text x="0" y="${y}">${escapeXml(label)}</text>`,
        `<rect x="${LABEL_WIDTH}" y="${y - 13}" width="${width}" height="16" fill="#4c78a8"/>`,
        `<text x="${LABEL_WIDTH + width + 6}" y="${y}">${escapeXml(`${show(value)} ${unit}`)}</text>`,
      ].join("");
    });
    return [head, ...rows];
  });
  const width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 12}" font-family="sans-serif" font-size="13" fill="#808080">${parts.join("\n")}</svg>\n`;
};

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
