import { MUTATED_PATTERNS } from "./mutated-files.ts";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [...MUTATED_PATTERNS],
  plugins: ["./test/mutation/test-runner.ts", "./test/mutation/survivor-reporter.ts"],
  testRunner: "in-process",
  maxTestRunnerReuse: 200,
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 10_000,
  disableTypeChecks: false,
  tempDirName: ".mutation/sandbox",
  ignorePatterns: ["cdk.out", "dist", "coverage", ".local"],
  reporters: ["progress-append-only", "html", "json", "survivors"],
  htmlReporter: { fileName: ".mutation/report.html" },
  jsonReporter: { fileName: ".mutation/report.json" },
};
