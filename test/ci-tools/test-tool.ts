import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../support/real-components.ts";

const run = promisify(execFile);

/** The tool's own counts of its run, read from its output. */
export interface ToolCounts {
  readonly cases: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly flaky: number;
}

/** A test tool and the project in the folder `projects/<id>` whose tests it runs. */
export interface TestTool {
  readonly id: string;
  /** Required programs. Their versions are part of the result. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Installs the tool and runs the tests, which fail. Keeps the tool's output in `tool.log`. */
  readonly script: string;
  /** The pattern of its JUnit files. */
  readonly junit: string;
  readonly readCounts: (output: string) => ToolCounts;
}

/** It is outside the clone, so that a new clone can reuse earlier results of the same project. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pushgateway-proxy/ci-tools");
const ROOT = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 15 * 60_000;

/** Programs that the tool needs and this machine does not have. */
export const findMissing = ({ needs }: TestTool): readonly string[] =>
  Object.keys(needs).filter((name) => findProgram(name) === undefined);

/**
 * The folder of the project after the tool's run. The tool runs once for each version of its project, its script and
 * its programs.
 */
export const runTestTool = async (tool: TestTool): Promise<string> => {
  const source = join(import.meta.dirname, "projects", tool.id);
  const target = join(CACHE, `${tool.id}-${hashOf(tool, source)}`);
  if (existsSync(target)) {
    return target;
  }
  // The folder is renamed when it is complete, since another run may look for it at the same time.
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  cpSync(source, unfinished, { recursive: true });
  try {
    await run("bash", ["-euo", "pipefail", "-c", tool.script], {
      cwd: unfinished,
      timeout: TIMEOUT_MS,
      env: { ...process.env, JEST: join(ROOT, "node_modules/jest/bin/jest.js"), NODE: process.execPath },
      maxBuffer: 64 * 1_024 * 1_024,
    });
    if (!existsSync(target)) {
      renameSync(unfinished, target);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return target;
};

export const readToolOutput = (folder: string): string => readFileSync(join(folder, "tool.log"), "utf8");

const hashOf = ({ needs, script }: TestTool, source: string): string => {
  const hash = createHash("sha256").update(`${script}\n${process.arch}\n`);
  for (const [program, args] of Object.entries(needs)) {
    hash.update(execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  }
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(file.slice(source.length)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
};
