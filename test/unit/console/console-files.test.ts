import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { bundleConsole } from "../../../scripts/bundle-console.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MAX_BYTES = 60_000;

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("console/dist, which is committed and served", () => {
  it("equals a fresh build of the sources (npm run build:console)", async () => {
    for (const [file, content] of Object.entries(await bundleConsole())) {
      expect(existsSync(join(ROOT, file)) && read(file) === content).toBe(true);
    }
  });

  it("has at most 60 kB when compressed", () => {
    const sizes = ["index.html", "app.js", "app.css"].map(
      (file) => gzipSync(read(`console/dist/${file}`), { level: 9 }).length,
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MAX_BYTES);
  });

  it("has no inline script or style in its page, and names no other host", () => {
    const page = read("console/dist/index.html");
    expect(page).not.toMatch(/<style|style=|<script[^>]*>[^<]|\son\w+=/);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link?.split(",")[0])).toEqual([
      "data:image/svg+xml",
      "app.css",
      "app.js",
    ]);
  });

  it("contains no path of the build machine", () => {
    expect(read("console/dist/app.js")).not.toContain(ROOT);
  });

  it("contains the licence of every library in it", () => {
    expect(read("console/dist/licenses.txt")).toContain("preact\n\n");
  });
});
