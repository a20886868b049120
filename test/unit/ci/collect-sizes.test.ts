import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { collectSizes, parseSizePattern } from "../../../ci/collect-sizes.ts";
import { createFilesInMemory } from "../../support/ci/files-in-memory.ts";

const MAIN = "console.log(1);".repeat(100);
const files = createFilesInMemory({
  "dist/main-4f3a9c.js": MAIN,
  "dist/sub/other.js": "x",
  "dist/main.css": "a{}",
});
const gzip = (text: string): number => gzipSync(text).length;

describe("collectSizes", () => {
  it("adds up the files of a pattern, raw and after gzip", () => {
    const { metrics, warnings } = collectSizes([parseSizePattern("js=dist/**/*.js")], files);
    expect(metrics.map(({ name, labels, value }) => [name, labels, value])).toEqual([
      ["cicd_artifact_size_bytes", { artifact: "js" }, 1_501],
      ["cicd_artifact_gzip_size_bytes", { artifact: "js" }, gzip(MAIN) + gzip("x")],
      ["cicd_artifact_files", { artifact: "js" }, 2],
    ]);
    expect(warnings).toEqual([]);
  });

  it("measures patterns of the same name together, each file once", () => {
    const patterns = ["js=dist/*.js", "js=dist/**/*.js", "js=out/*.js", "dist/*.css", "dist/*.css"];
    const { metrics, warnings } = collectSizes(patterns.map(parseSizePattern), files);
    const counts = metrics.filter(({ name }) => name === "cicd_artifact_files");
    expect(counts.map(({ labels, value }) => [labels["artifact"], value])).toEqual([
      ["js", 2],
      ["dist/*.css", 1],
    ]);
    expect(warnings).toEqual([expect.stringContaining('no file matches "out/*.js"')]);
  });

  it("uses the pattern as label when there is no name", () =>
    expect(parseSizePattern("dist/**/*.js")).toEqual({ artifact: "dist/**/*.js", pattern: "dist/**/*.js" }));

  it("warns when no file matches", () =>
    expect(collectSizes([parseSizePattern("out/*.js")], files)).toEqual({
      metrics: [],
      warnings: [
        'sizes: no file matches "out/*.js": build the files before this step, and give a pattern from the root of the repository, for a folder dist/**',
      ],
    }));

  it("stops compressing when its time is over", () => {
    const limit = 64 * 1_048_576;
    const measure = (bytes: number) =>
      collectSizes([parseSizePattern("dist/*.css")], { ...files, sizeOf: () => bytes });
    expect(measure(limit).metrics.map(({ name }) => name)).toContain("cicd_artifact_gzip_size_bytes");
    const large = measure(limit + 1);
    expect(large.metrics.map(({ name }) => name)).toEqual([
      "cicd_artifact_size_bytes",
      "cicd_artifact_files",
    ]);
    expect(large.warnings).toEqual([expect.stringContaining("give a narrower pattern")]);
  });

  it("warns about a file that no longer exists", () =>
    expect(collectSizes([parseSizePattern("a")], { ...files, find: () => ["a"] }).warnings).toEqual([
      'sizes: a file of "a": it cannot be read (ENOENT)',
    ]));
});
