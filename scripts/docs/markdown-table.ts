/** A table in GitHub's Markdown. Bars are escaped, and so is text outside code that looks like HTML. */
export const toMarkdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const toLine = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  return `${[head, head.map(() => "---"), ...rows].map(toLine).join("\n")}\n`;
};

const escapeCell = (cell: string): string => {
  const isCode = cell.includes("`");
  return (isCode ? cell : cell.replaceAll("<", "&lt;")).replaceAll("|", "\\|");
};
