import { availableParallelism } from "node:os";
import type { Config } from "jest";

// Which files a suite runs is said in test/suites.ts, and `npm test` gives it to Jest.
const config: Config = {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // Copies of the project, made by mutation tests.
  modulePathIgnorePatterns: ["<rootDir>/.mutation/"],
  // Jest's default is in the folder of temporary files, which is removed after a run.
  cacheDirectory: "<rootDir>/.local/jest",
  // Node runs the sources as they are.
  transform: {},
  testRunner: "<rootDir>/test/runner/circus-in-node.ts",
  testSequencer: "<rootDir>/test/runner/longest-first.ts",
  testTimeout: 30_000,
  // A worker holds a gigabyte at its end, and on a busy machine takes longer to free it than the 0.5 s that Jest gives it.
  workerGracefulExitTimeout: 5_000,
  // More than there are cores, because some tests wait for a timeout or for a program that they start.
  maxWorkers: Math.ceil(availableParallelism() * Number(process.env["WORKERS_PER_CORE"] ?? 1.5)),
};

export default config;
