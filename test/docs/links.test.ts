import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type Page, ROOT, readPages } from "./markdown.ts";

const pages = readPages();

const SOURCES = [
  "{lambda,infra,scripts,action}/**/*.{ts,json}",
  "*.{yaml,yml,ts}",
  "examples/**/*.{yaml,yml}",
];

/** The issue of a link within the repository; undefined for a valid link or one to another site. */
const findIssue = (page: Page, target: string): string | undefined => {
  if (/^[a-z]+:/.test(target)) {
    return undefined;
  }
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page.file : relative(ROOT, join(ROOT, dirname(page.file), path));
  if (file.startsWith("..")) {
    return "leads out of the repository";
  }
  if (!existsSync(join(ROOT, file))) {
    return `there is no ${file}`;
  }
  if (anchor === undefined) {
    return undefined;
  }
  const other = pages.find((candidate) => candidate.file === file);
  return other?.anchors.has(anchor) === true ? undefined : `${file} has no heading #${anchor}`;
};

describe("links of the documentation", () => {
  it.each(pages.filter(({ links }) => links.length > 0).map((page) => [page.file, page] as const))(
    "%s leads to existing targets",
    (_, page) => {
      const issues = page.links.flatMap(({ line, target }) => {
        const issue = findIssue(page, target);
        return issue === undefined ? [] : [`${page.file}:${line}: ${target}: ${issue}`];
      });
      expect(issues).toEqual([]);
    },
  );

  it("pages of docs/ exist that sources and settings mention", () => {
    const files = globSync(SOURCES, { cwd: ROOT, exclude: (path) => path.includes("/dist/") });
    expect(files.length).toBeGreaterThan(100);
    const readme = pages.find(({ file }) => file === "README.md")!;
    const issues = files.flatMap((file) => {
      const mentions = readFileSync(join(ROOT, file), "utf8").match(/\bdocs\/[\w-]+\.md(#[\w-]+)?/g) ?? [];
      return mentions.flatMap((mention) => {
        const issue = findIssue(readme, mention);
        return issue === undefined ? [] : [`${file}: ${mention}: ${issue}`];
      });
    });
    expect(issues).toEqual([]);
  });

  it("the README links to every page of docs/ and to the examples", () => {
    const readme = pages.find(({ file }) => file === "README.md");
    const targets = readme?.links.map(({ target }) => target) ?? [];
    const docs = pages.map(({ file }) => file).filter((file) => file.startsWith("docs/"));
    expect(docs.filter((file) => !targets.includes(file))).toEqual([]);
    expect(targets).toContain("examples/README.md");
  });
});
