import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** A page for users, relative to the repository's root. */
export interface Page {
  readonly file: string;
  readonly blocks: readonly CodeBlock[];
  readonly links: readonly Link[];
  /** The anchors that `#…` may name. */
  readonly anchors: ReadonlySet<string>;
}

export interface CodeBlock {
  readonly file: string;
  /** The line number of its first line, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

const PAGES = ["*.md", "docs/*.md", "examples/**/*.md"];

export const readPages = (): readonly Page[] =>
  globSync(PAGES, { cwd: ROOT, exclude: (path) => path.includes("node_modules") })
    .sort()
    .map(readPage);

const readPage = (file: string): Page => {
  const lines = readFileSync(join(ROOT, file), "utf8").split("\n");
  const blocks = findBlocks(file, lines);
  const isCode = (index: number): boolean =>
    blocks.some(({ line, text }) => index + 1 >= line - 1 && index + 1 <= line + text.split("\n").length - 1);
  const prose = lines.map((text, index) => ({ text: isCode(index) ? "" : text, line: index + 1 }));
  return { file, blocks, links: prose.flatMap(findLinks), anchors: findAnchors(prose) };
};

const findBlocks = (file: string, lines: readonly string[]): readonly CodeBlock[] => {
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = /^(\s*)```(.*)$/.exec(lines[index] ?? "");
    if (fence === null) {
      continue;
    }
    const end = lines.findIndex((line, at) => at > index && line.trim() === "```");
    if (end < 0) {
      throw new Error(`${file}:${index + 1}: a block of code without an end`);
    }
    const text = lines.slice(index + 1, end).map((line) => `${line.slice((fence[1] ?? "").length)}\n`);
    blocks.push({ file, line: index + 2, language: fence[2] ?? "", text: text.join("") });
    index = end;
  }
  return blocks;
};

interface Line {
  readonly text: string;
  readonly line: number;
}

const findLinks = ({ text, line }: Line): readonly Link[] => {
  const withoutCode = text.replace(/`[^`]*`/g, "`");
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => ({ line, target }));
};

/** GitHub's anchor of a heading: lower case, hyphens for spaces, no punctuation; a second one of a name gets -1. */
const findAnchors = (prose: readonly Line[]): ReadonlySet<string> => {
  const anchors = new Set<string>();
  for (const { text } of prose) {
    const [, heading] = /^#{1,6}\s+(.*)$/.exec(text) ?? [];
    if (heading === undefined) {
      continue;
    }
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const names = [anchor, ...Array.from({ length: 9 }, (_, index) => `${anchor}-${index + 1}`)];
    anchors.add(names.find((name) => !anchors.has(name)) ?? anchor);
  }
  return anchors;
};
