import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");

/** The current Node.js, not the host's. */
const ENVIRONMENT = { ...process.env, PATH: "/usr/bin:/bin" };

/** The packages that the code in a folder imports, without Node's own modules and types. */
const findImports = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith("console/dist"))
    .map((file) => readFileSync(join(root, file), "utf8").replace(/^import type [^;]*;/gm, ""))
    .flatMap((source) => [...source.matchAll(IMPORT)])
    .map(([, name = ""]) => name);

const IMPORT =
  /^(?:import |\} from |.* import\(|import .* from |export .* from )"((?!node:)(?:@[\w.-]+\/)?\w[\w.-]*)/gm;

describe("the published npm package", () => {
  let folder: string;
  let program: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "package-"));
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
      cwd: ROOT,
      encoding: "utf8",
    });
    execFileSync("tar", ["-xzf", join(folder, packed.trim().split("\n").at(-1) ?? "")], { cwd: folder });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    copyFileSync(join(ROOT, "proxy.yaml"), join(folder, "proxy.yaml"));
    program = join(folder, "package/cli/pushgateway-proxy.cjs");
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...args], { cwd: folder, env: ENVIRONMENT, encoding: "utf8" });

  it("has no TypeScript, no tests and no deployment code", () => {
    const files = execFileSync("find", [join(folder, "package"), "-type", "f"], { encoding: "utf8" });
    expect(files).not.toMatch(/\.ts\n|\/test\/|\/stacks\/(?!stack-name)|\.env|\.local/);
  });

  it("names the packages that it and the functions need, and no others", () => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package/package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const needed = [...findImports(join(folder, "package/build")), ...findImports(join(ROOT, "lambda"))];
    expect([...new Set(needed)].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it("prints its version and checks metrics", () => {
    expect(run("version")).toMatch(/^pushgateway-proxy \d+\.\d+\.\d+ /);
    expect(run("check", "--no-lint", join(ROOT, "test/corpus/sample.prom"))).toBe("");
    expect(JSON.parse(run("cost", "--json"))).toHaveProperty("monthUsd");
  });

  it("runs the local system, and pushes to it", async () => {
    const child = spawn(process.execPath, [program, "start", "--port", "0", "--json"], {
      cwd: folder,
      env: ENVIRONMENT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const { url } = JSON.parse(line) as { readonly url: string };
      expect(run("push", "desktop_built=1", "--job", "desktop-app", "--url", url)).toBe(
        'pushed 1 series to {job="desktop-app"}\n',
      );
    } finally {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  }, 60_000);
});
