/** A table in GitHub's Markdown; bars are escaped, and what would be taken for HTML outside of code. */
export const toMarkdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const toLine = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  return `${[head, head.map(() => "---"), ...rows].map(toLine).join("\n")}\n`;
};

const escapeCell = (cell: string): string => {
  const isCode = cell.includes("`");
  return (isCode ? cell : cell.replaceAll("<", "&lt;")).replaceAll("|", "\\|");
};
