import { spawn } from "node:child_process";
import { join } from "node:path";
import { SUITES, type Suite, type SuiteName } from "../suites.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** The command that runs a suite. Its patterns come last: Jest's parser takes all that follows for further patterns. */
export const toCommand = ({ folders, flags = [] }: Suite, args: readonly string[]): readonly string[] => [
  process.execPath,
  join(ROOT, "node_modules/jest/bin/jest.js"),
  ...flags,
  ...args,
  "--testMatch",
  ...folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
];

/** Runs a suite in this terminal and gives its exit code. */
export const runSuite = (name: SuiteName, args: readonly string[]): Promise<number> => {
  const suite: Suite = SUITES[name];
  const [program = "", ...rest] = toCommand(suite, args);
  const child = spawn(program, rest, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...suite.environment },
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
};
