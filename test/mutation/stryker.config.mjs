/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  // What decides who may do what, and what reads and judges payloads. A file that is left out has its reason here.
  mutate: [
    "lambda/{authenticate,authorize,request,decode,validate,destinations,store}/**/*.ts",
    "lambda/model/{glob,grant}.ts",
    // Types only: there is nothing to change.
    "!**/*.d.ts",
  ],
  plugins: ["./test/mutation/test-runner.ts", "./test/mutation/survivor-reporter.ts"],
  testRunner: "in-process",
  maxTestRunnerReuse: 200,
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 20_000,
  disableTypeChecks: false,
  tempDirName: ".mutation/sandbox",
  ignorePatterns: ["cdk.out", "dist", "coverage", ".local"],
  reporters: ["progress-append-only", "html", "json", "survivors"],
  htmlReporter: { fileName: ".mutation/report.html" },
  jsonReporter: { fileName: ".mutation/report.json" },
};
