/** How each test of a run of Jest ended. */
export interface TestReport {
  readonly files: readonly TestFile[];
  /** Jest wrote no report, ran no test, or failed for a reason outside its files. */
  readonly hasOtherFailure: boolean;
}

interface TestFile {
  /** The absolute path. */
  readonly path: string;
  readonly passed: number;
  /** At least 1 if the file could not be loaded. */
  readonly failed: number;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The part of Jest's `--json` that is read here. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const SKIPPED: readonly string[] = ["pending", "todo", "skipped", "disabled"];

/** Reads what Jest's `--json` wrote. `code` is Jest's exit code. In CI a skipped test counts as failed. */
export const parseReport = (
  json: string,
  { code, isCi }: { readonly code: number; readonly isCi: boolean },
): TestReport => {
  const files = toFiles(json, isCi ? ["failed", ...SKIPPED] : ["failed"]);
  const { passed, failed } = sum(files);
  return { files, hasOtherFailure: failed === 0 && (code !== 0 || passed === 0) };
};

const toFiles = (json: string, failures: readonly string[]): readonly TestFile[] => {
  if (json === "") {
    return [];
  }
  const { testResults } = JSON.parse(json) as JestReport;
  return testResults.map(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => failures.includes(test.status)).length;
    return {
      path: name,
      passed: assertionResults.filter((test) => test.status === "passed").length,
      failed: status === "failed" ? Math.max(failed, 1) : failed,
    };
  });
};

const sum = (files: readonly TestFile[]): Counts => ({
  passed: files.reduce((total, { passed }) => total + passed, 0),
  failed: files.reduce((total, { failed }) => total + failed, 0),
});

export const countTests = ({ files, hasOtherFailure }: TestReport): Counts => {
  const { passed, failed } = sum(files);
  return { passed, failed: failed + (hasOtherFailure ? 1 : 0) };
};

export const toFailedFiles = ({ files }: TestReport): readonly string[] =>
  files.filter(({ failed }) => failed > 0).map(({ path }) => path);

/** What the first run found, with the files of the second run as they ended then. */
export const withSecondRun = (first: TestReport, second: TestReport): TestReport => {
  const again = new Map(second.files.map((file) => [file.path, file]));
  return {
    files: first.files.map((file) => again.get(file.path) ?? file),
    hasOtherFailure: first.hasOtherFailure || second.hasOtherFailure,
  };
};
