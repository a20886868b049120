import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findUnpinned } from "./find-unpinned.ts";

const ROOT = join(import.meta.dirname, "../../..");

const listFiles = (...paths: readonly string[]): readonly string[] =>
  execFileSync("git", ["ls-files", "-z", "--", ...paths], { cwd: ROOT, encoding: "utf8" })
    .split("\0")
    .filter((file) => file !== "");

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly inBundle?: boolean;
}

describe("package-lock.json", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, LockedPackage> };
  const entries = Object.entries(packages).filter(([path]) => path !== "");

  /** The package whose archive contains this one. */
  const findBundlingPackage = (path: string): LockedPackage | undefined => {
    const parent = path.slice(0, path.lastIndexOf("/node_modules/"));
    const found = packages[parent];
    return found?.inBundle === true ? findBundlingPackage(parent) : found;
  };

  it("has the integrity of every package, or of the archive that contains it (npm run lockfile)", () => {
    const lacking = entries.filter(([path, { integrity, inBundle }]) => {
      const checked = inBundle === true ? findBundlingPackage(path)?.integrity : integrity;
      return !/^sha512-[\w+/]{86}==$/.test(checked ?? "");
    });
    expect(lacking.map(([path]) => path)).toEqual([]);
    expect(entries.length).toBeGreaterThan(500);
  });

  it("names no registry, so that npm asks the machine's own", () =>
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]));
});

describe("images and actions that users are told to run", () => {
  const FILES = listFiles(
    "README.md",
    "action.yml",
    "proxy.yaml",
    "docs",
    "examples",
    "templates",
    "scripts/docs",
    "infra/pushgateway-image",
    "Dockerfile",
    "compose.yaml",
  );

  it("are named by digest or commit, or have a reason", () =>
    expect(FILES.flatMap((file) => findUnpinned(read(file)).map((found) => `${file}: ${found}`))).toEqual(
      [],
    ));

  it.each([
    ["an image in a template", "default: curlimages/curl:8.12.1", ["curlimages/curl:8.12.1"]],
    ["an image in a Dockerfile", "FROM --platform=linux/arm64 alpine", ["alpine"]],
    ["a `docker run` image without a tag", "run `docker run --rm some/image --flag`", ["some/image"]],
    ["an action with a tag", "- uses: actions/checkout@v5", ["actions/checkout@v5"]],
    ["an action with a short commit", "  uses: actions/checkout@fbc6f39", ["actions/checkout@fbc6f39"]],
    ["a comment that is not a reason", "uses: a/b@v1 # the newest", ["a/b@v1"]],
    ["a reason that is further away", "# no digest: x\n\nimage: a/b:1", ["a/b:1"]],
  ])("are reported: %s", (_, text, found) => expect(findUnpinned(text)).toEqual(found));

  it.each([
    ["a digest", `image: a/b:1.2@sha256:${"0".repeat(64)}`],
    ["a commit", `- uses: actions/checkout@${"0".repeat(40)} # v5.1.0`],
    ["an action of the same repository", "uses: ./"],
    ["a reason in the same line", "uses: a/b@main # no commit: it is your own copy"],
    ["a reason in the comment above", "# no digest: nobody has checked one\n# yet\nFROM a/b:1"],
    ["an address", "curl http://127.0.0.1:8080/metrics/job/x https://host.example/a:1"],
    ["a key that only contains the word image", "| `image` | text |  | image: a container's |"],
  ])("are not reported with %s", (_, text) => expect(findUnpinned(text)).toEqual([]));
});

describe("the repository", () => {
  it("contains no compiled Python", () =>
    expect(listFiles("*.pyc", "*.pyo", "**/__pycache__/**")).toEqual([]));
});
