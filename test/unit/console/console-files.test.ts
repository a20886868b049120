import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { bundleConsole } from "../../../scripts/bundle-console.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MAX_BYTES = 60_000;

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("console/dist, which is served as it is committed", () => {
  it("is what the sources give (npm run build:console)", async () => {
    for (const [file, content] of Object.entries(await bundleConsole())) {
      expect(existsSync(join(ROOT, file)) && read(file) === content).toBe(true);
    }
  });

  it("has at most 60 kB once compressed", () => {
    const sizes = ["index.html", "app.js", "app.css"].map(
      (file) => gzipSync(read(`console/dist/${file}`), { level: 9 }).length,
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MAX_BYTES);
  });

  it("has no script and no style in its page, and names no other host", () => {
    const page = read("console/dist/index.html");
    expect(page).not.toMatch(/<style|style=|<script[^>]*>[^<]|\son\w+=/);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link?.split(",")[0])).toEqual([
      "data:image/svg+xml",
      "app.css",
      "app.js",
    ]);
  });

  it("names no place of the machine it was built on", () => {
    expect(read("console/dist/app.js")).not.toContain(ROOT);
  });

  it("passes on the licence of everything in it", () => {
    expect(read("console/dist/licenses.txt")).toContain("preact\n\n");
  });
});
