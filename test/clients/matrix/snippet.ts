import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientProgram } from "./client-program.ts";

const PROGRAMS = join(import.meta.dirname, "../programs");

/** The lines between the marks in a program, as they are run. */
export const readSnippet = ({ folder, source }: ClientProgram): string => {
  const lines = readFileSync(join(PROGRAMS, folder, source), "utf8").split("\n");
  const start = lines.findIndex((line) => line.includes("snippet:start"));
  const end = lines.findIndex((line) => line.includes("snippet:end"));
  if (start < 0 || end < start) {
    throw new TypeError(`${folder}/${source} has no marked snippet`);
  }
  return dedent(lines.slice(start + 1, end)).trimEnd();
};

/** Without the common indentation of all lines. */
const dedent = (lines: readonly string[]): string => {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join("\n");
};
