import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bundleAction } from "../../scripts/bundle-action.ts";
import { readActionMetadata } from "./github-runner.ts";

const ROOT = join(import.meta.dirname, "../..");

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("action/dist, which is committed and run by GitHub", () => {
  it("equals a fresh build of the sources (npm run build:action)", async () => {
    for (const [file, content] of Object.entries(await bundleAction())) {
      expect(existsSync(join(ROOT, file)) && read(file) === content).toBe(true);
    }
  });

  it("contains no path of the build machine", () => expect(read("action/dist/index.js")).not.toContain(ROOT));

  it("contains the licence of every library in it", () => {
    const licences = read("action/dist/licenses.txt");
    for (const name of ["@middy/util", "@middy/http-json-body-parser"]) {
      expect(licences).toContain(`${name}\n\n`);
    }
  });
});

describe("action.yml", () => {
  const { inputs, outputs, runs } = readActionMetadata();
  const sources = readdirSync(join(ROOT, "action"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(`action/${file}`))
    .join("\n");

  it("has no default for settings that differ between deployments", () => {
    expect(inputs["url"]).toMatchObject({ required: true });
    // Not needed with a credential, so editors must not ask for it.
    expect(inputs["audience"]).toMatchObject({ required: false });
    for (const name of ["url", "audience"]) {
      expect(inputs[name]).not.toHaveProperty("default");
    }
  });

  it("runs an existing file on Node 24", () => {
    expect(runs).toEqual({ using: "node24", main: "action/dist/index.js" });
    expect(existsSync(join(ROOT, runs.main))).toBe(true);
  });

  it("declares exactly the inputs that are read", () => {
    const names = [...sources.matchAll(/\b(?:read|readInput)\((?:ports\.env, |env, )?"([a-z-]+)"\)/g)];
    expect([...new Set(names.map(([, name]) => name))].sort()).toEqual(Object.keys(inputs).sort());
  });

  it("declares exactly the outputs that are written", () => {
    const written = /const outputs = \{(.*?)\};/s.exec(sources)?.[1] ?? "";
    const names = [...written.matchAll(/^\s+"?([a-z-]+)"?:/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(outputs).sort());
  });
});
