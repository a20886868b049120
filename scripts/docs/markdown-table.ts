/** A table in GitHub's Markdown; bars inside cells are escaped. */
export const toMarkdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const toLine = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `${[head, head.map(() => "---"), ...rows].map(toLine).join("\n")}\n`;
};
