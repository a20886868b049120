import { spawn } from "node:child_process";
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
 * Node's compile cache is kept for workers, for programs that tests start, and for the next run. Coverage does without
 * it, since Node counts cached code less exactly.
 */
export const toEnvironment = ({ environment }: Pick<Suite, "environment">): NodeJS.ProcessEnv => ({
  ...(process.env["NODE_V8_COVERAGE"] === undefined && {
    NODE_COMPILE_CACHE: join(ROOT, ".local/compiled"),
  }),
  ...process.env,
  ...environment,
});

/** Runs a suite in this terminal and returns its exit code. */
export const runSuite = (name: SuiteName, args: readonly string[]): Promise<number> => {
  const suite: Suite = SUITES[name];
  const [program = "", ...rest] = toCommand(suite, args);
  const child = spawn(program, rest, {
    cwd: ROOT,
    stdio: "inherit",
    env: toEnvironment(suite),
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
};
