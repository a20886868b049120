import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { SUITES, type Suite } from "../suites.ts";

const TEST = join(import.meta.dirname, "..");

const files = globSync("**/*.test.ts", { cwd: TEST }).filter((file) => !file.includes("node_modules"));

/** `long` repeats the property tests. */
const suites = Object.entries<Suite>(SUITES).filter(([name]) => name !== "long");

const suitesOf = (file: string): readonly string[] =>
  suites.filter(([, { folders }]) => folders.includes(file.split(sep)[0] ?? "")).map(([name]) => name);

describe("test suites", () => {
  it("include each test file once, by its folder", () => {
    expect(files.length).toBeGreaterThan(100);
    const misplaced = files.filter((file) => suitesOf(file).length !== 1);
    expect(misplaced).toEqual([]);
  });

  it("have folders with tests", () => {
    const used = new Set(files.map((file) => file.split(sep)[0]));
    for (const [, { folders }] of suites) {
      for (const folder of folders) {
        expect(used).toContain(folder);
      }
    }
  });

  it("each have a command", () => {
    const { scripts } = JSON.parse(readFileSync(join(dirname(TEST), "package.json"), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    for (const name of Object.keys(SUITES)) {
      expect(scripts).toHaveProperty([name === "loop" ? "test" : `test:${name}`]);
    }
  });

  it("need only Node.js in the loop", () => {
    const loop = files.filter((file) => suitesOf(file).includes("loop"));
    const needing = loop.filter((file) =>
      /\b(describeWithReal|findProgram)\(/.test(readFileSync(join(TEST, file), "utf8")),
    );
    expect(needing).toEqual([]);
  });
});
