import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import LongestFirst, { LONG_FILES } from "../../runner/longest-first.ts";
import { ROOT } from "../../runner/run-suite.ts";

type Tests = Parameters<LongestFirst["sort"]>[0];

const toTests = (files: readonly string[]): Tests =>
  files.map((file) => ({
    path: join(ROOT, file),
    context: {
      config: { id: "a", cacheDirectory: join(ROOT, "no-such-folder") },
      hasteFS: { getSize: () => 1 },
    },
  })) as unknown as Tests;

const OPTIONS = { contexts: [], globalConfig: {} as never };

describe("the order of test files", () => {
  it("starts with the longest files, before larger ones", async () => {
    const [first = "", second = ""] = LONG_FILES;
    const sorted = await new LongestFirst(OPTIONS).sort(toTests(["test/other.test.ts", second, first]));
    expect(sorted.map(({ path }) => path)).toEqual(
      [first, second, "test/other.test.ts"].map((file) => join(ROOT, file)),
    );
  });

  it.each(LONG_FILES)("names %s, which exists", (file) => expect(existsSync(join(ROOT, file))).toBe(true));
});
