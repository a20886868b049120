import { execFileSync } from "node:child_process";
import { accessSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { findProgram } from "../support/real-components.ts";

/** Mermaid in its browser version, which `.ci/run` installs with the other components. */
export const findMermaid = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "mermaid/node_modules/mermaid/dist/mermaid.min.js"))
    .find(isReadable);

const isReadable = (file: string): boolean => {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
};

export const findChromium = (): string | undefined => findProgram("chromium");

/** Roughly GitHub's look, which is enough, since only the content of the page matters. */
const STYLE = `body { font: 14px/1.5 sans-serif; width: 940px; margin: 16px }
table { border-collapse: collapse } td, th { border: 1px solid #d0d7de; padding: 4px 10px }
code { background: #eff1f3; padding: 2px 4px; border-radius: 4px; font-size: 85% }`;

/** GitHub's renderer for Markdown, and Mermaid for charts. */
const toPage = (markdown: string): string => {
  const html = execFileSync(findProgram("cmark-gfm")!, ["--unsafe", "-e", "table", "-e", "autolink"], {
    input: markdown,
    encoding: "utf8",
  });
  const charts = html.replace(
    /<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/gs,
    '<pre class="mermaid">$1</pre>',
  );
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${charts}
<script src="${pathToFileURL(findMermaid()!)}"></script>
<script>mermaid.initialize({ startOnLoad: false }); mermaid.run();</script>`;
};

const runChromium = (markdown: string, args: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), "summary-"));
  try {
    const page = join(folder, "page.html");
    writeFileSync(page, toPage(markdown));
    return execFileSync(
      findChromium()!,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
        ...[`--user-data-dir=${join(folder, "profile")}`, "--virtual-time-budget=10000"],
        ...args,
        pathToFileURL(page).href,
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1e8 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The page after its scripts, as HTML. */
export const drawAsHtml = (markdown: string): string => runChromium(markdown, ["--dump-dom"]);

/** The page as an image in this file. */
export const drawAsImage = (markdown: string, file: string, height: number): void => {
  runChromium(markdown, [`--window-size=980,${height}`, `--screenshot=${file}`]);
};
