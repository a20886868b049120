import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { toSourceStack } from "../../../lambda/adapters/source-stack.ts";

describe("the stack of a bundled function", () => {
  let folder: string;
  let stack: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "source-stack-"));
    writeFileSync(
      join(folder, "faulty.ts"),
      "const deep = (): never => {\n  throw new Error('broken');\n};\ntry {\n  deep();\n} catch (error) {\n  process.stdout.write(String((error as Error).stack));\n}\n",
    );
    const outfile = join(folder, "index.js");
    await build({ entryPoints: [join(folder, "faulty.ts")], outfile, minify: true, sourcemap: true });
    stack = execFileSync(process.execPath, [outfile], { encoding: "utf8" });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("names the lines of the sources", () => {
    expect(stack).toMatch(/index\.js:1:/);
    expect(toSourceStack(stack)).toMatch(/^Error: broken\n.*faulty\.ts:2:\d+.*\n.*faulty\.ts:5:\d+/);
  });

  it("stays unchanged without a source map, and when it is not a stack", () => {
    rmSync(join(folder, "index.js.map"));
    expect(toSourceStack(stack)).toBe(stack);
    expect(toSourceStack("Error: /tmp/x.js:1:2")).toBe("Error: /tmp/x.js:1:2");
  });
});
