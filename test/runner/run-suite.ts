import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SUITES, type Suite, type SuiteName } from "../suites.ts";

export const ROOT = join(import.meta.dirname, "../..");

/**
 * The command that runs a suite. Its patterns come last, since Jest's parser takes all following arguments as patterns.
 */
export const toCommand = ({ folders, flags = [] }: Suite, args: readonly string[]): readonly string[] => [
  process.execPath,
  join(ROOT, "node_modules/jest/bin/jest.js"),
  ...flags,
  ...args,
  "--testMatch",
  ...folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
];

/**
 * Runs a suite with a folder of its own for temporary files, which is removed afterwards: programs that tests start, such
 * as CDK, leave theirs.
 */
export const withTemporaryFolder = async <Value>(run: (folder: string) => Promise<Value>): Promise<Value> => {
  const folder = mkdtempSync(join(tmpdir(), "test-"));
  // The container image runs as another user.
  chmodSync(folder, 0o755);
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/**
 * Node's compile cache is kept for workers, for programs that tests start, and for the next run. Coverage does without
 * it, since Node counts cached code less exactly.
 */
export const toEnvironment = (
  { environment }: Pick<Suite, "environment">,
  temporaryFolder: string,
): NodeJS.ProcessEnv => ({
  ...(process.env["NODE_V8_COVERAGE"] === undefined && {
    NODE_COMPILE_CACHE: join(ROOT, ".local/compiled"),
  }),
  ...process.env,
  TMPDIR: temporaryFolder,
  ...environment,
});

/** Runs a suite in this terminal and returns its exit code. */
export const runSuite = (name: SuiteName, args: readonly string[]): Promise<number> =>
  withTemporaryFolder((folder) => {
    const suite: Suite = SUITES[name];
    const [program = "", ...rest] = toCommand(suite, args);
    const child = spawn(program, rest, {
      cwd: ROOT,
      stdio: "inherit",
      env: toEnvironment(suite, folder),
    });
    return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  });
