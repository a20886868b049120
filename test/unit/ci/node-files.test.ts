import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createNodeFiles } from "../../../ci/node-files.ts";

describe("createNodeFiles", () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "node-files-"));
    for (const folder of ["a/b", "a/folder.xml", "node_modules/p", ".git"]) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (const file of ["a/b/junit.xml", "top.xml", "node_modules/p/junit.xml", ".git/junit.xml"]) {
      writeFileSync(join(root, file), file);
    }
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it("finds regular files, sorted, and nothing in node_modules and .git", () =>
    expect(createNodeFiles(root).find("**/*.xml")).toEqual(["a/b/junit.xml", "top.xml"]));

  it("measures a file, raw and after gzip, and reads one that is longer than a chunk", () => {
    const text = "abcdefgh".repeat(64 * 1_024 + 1);
    writeFileSync(join(root, "long.txt"), text);
    const { sizeOf, gzipSizeOf, read } = createNodeFiles(root);
    expect([sizeOf("long.txt"), gzipSizeOf("long.txt")]).toEqual([text.length, gzipSync(text).length]);
    // A chunk is valid only until the next one is read.
    const chunks = Array.from(read("long.txt"), (chunk) => Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString()).toBe(text);
  });

  it("names a file the same for every pattern that matches it", () => {
    const { find } = createNodeFiles(root);
    for (const pattern of ["a/b/*.xml", "./a/b/*.xml", "a/../a/b/*.xml", join(root, "a/b/*.xml")]) {
      expect(find(pattern)).toEqual(["a/b/junit.xml"]);
    }
  });

  // Windows lets only administrators make links, and has no backslash in file names.
  if (process.platform !== "win32") {
    it("passes over links that lead to themselves, nowhere or back", () => {
      const links = {
        "self.xml": "self.xml",
        "gone.xml": "none",
        "a/b/up": "..",
        "a/linked.xml": "../top.xml",
      };
      for (const [link, target] of Object.entries(links)) {
        symlinkSync(target, join(root, link));
      }
      const { find } = createNodeFiles(root);
      expect(find("**/*.xml")).toEqual(["a/b/junit.xml", "a/linked.xml", "top.xml"]);
      expect(find("self.xml")).toEqual([]);
    });

    it("reads a file whose name has a backslash", () => {
      writeFileSync(join(root, "back\\slash.txt"), "text");
      const { find, read, sizeOf } = createNodeFiles(root);
      const [file = ""] = find("*.txt");
      expect([sizeOf(file), Buffer.concat([...read(file)]).toString()]).toEqual([4, "text"]);
    });
  }
});
