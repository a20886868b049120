import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { SUITES, type Suite } from "../suites.ts";
import { ROOT, toCommand, toEnvironment, withTemporaryFolder } from "./run-suite.ts";
import { showProgress } from "./show-progress.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** A command to run, and how its output is read: a command passes or fails as a whole; in a suite every test counts. */
type Step =
  | { readonly kind: "command"; readonly name: string; readonly command: readonly string[] }
  | { readonly kind: "suite"; readonly name: string; readonly suite: Suite };

const command = (name: string, ...parts: readonly string[]): Step => ({
  kind: "command",
  name,
  command: parts,
});

/** Properties and tests against real components run longer here than a developer would wait. */
const suite = (name: keyof typeof SUITES): Step => {
  const { environment, ...rest }: Suite = SUITES[name];
  const isLoop = name === "loop";
  return {
    kind: "suite",
    name: isLoop ? "npm test" : `npm run test:${name}`,
    suite: { ...rest, environment: { ...environment, ...(!isLoop && { TEST_LENGTH: "full" }) } },
  };
};

/** Suites that find the most in the least time come first. */
const STEPS: readonly Step[] = [
  command("npm run check", "npm", "run", "check"),
  suite("loop"),
  command("npm run test:coverage", "npm", "run", "test:coverage"),
  command("npm run build", "npm", "run", "build"),
  command("npm start, and a push", ".ci/first-push"),
  command("cdk synth --all, cfn-lint", "test/infra/cfn-lint.sh"),
  command("schemas of GitHub, GitLab and Compose", "test/pipelines/check-schemas.sh"),
  command("Dockerfiles, hadolint", "test/pipelines/lint-dockerfiles.sh"),
  command("PowerShell of completion and documentation", "test/pipelines/parse-powershell.sh"),
  suite("real"),
  suite("docs"),
  suite("console"),
  suite("aws"),
  suite("ci-tools"),
  suite("clients"),
  command("npm run test:openapi", "npm", "run", "test:openapi"),
  suite("long"),
];

const TOLD_LINES = 200;

/** Runs every suite, prints a line for each and `N passed, N failed` at the end. Returns the exit code. */
export const runEverything = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "test-all-"));
  const total = { passed: 0, failed: 0 };
  const progress = showProgress();
  for (const [done, step] of STEPS.entries()) {
    progress.show({ done, total: STEPS.length, text: step.name });
    const started = performance.now();
    const log = join(folder, "log");
    const counts = await runStep(step, folder, log);
    total.passed += counts.passed;
    total.failed += counts.failed;
    const seconds = Math.round((performance.now() - started) / 1_000);
    const failed = counts.failed === 0 ? "" : `, ${counts.failed} FAILED`;
    progress.clear();
    process.stdout.write(`${step.name} … ${counts.passed} passed${failed} (${seconds} s)\n`);
    if (counts.failed > 0) {
      process.stdout.write(`${readTail(log)}\n`);
    }
  }
  rmSync(folder, { recursive: true });
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
};

const runStep = async (step: Step, folder: string, log: string): Promise<Counts> => {
  if (step.kind === "command") {
    const code = await run(step.command, process.env, log);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  // Jest would wait for programs that a test leaves behind when it exceeds its limit.
  const flags = ["--json", `--outputFile=${report}`, "--forceExit"];
  const code = await withTemporaryFolder((temporary) =>
    run(toCommand(step.suite, flags), toEnvironment(step.suite, temporary), log),
  );
  const { passed, failed } = readReport(report);
  // Jest may end without a report, or fail for a reason outside any test.
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
};

const run = async (
  [program = "", ...args]: readonly string[],
  environment: NodeJS.ProcessEnv,
  log: string,
): Promise<number> => {
  const output = createWriteStream(log);
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, FORCE_COLOR: "0" },
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (status) => resolve(status ?? 1));
  });
  output.end();
  await finished(output);
  return code;
};

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** In CI a skipped test counts as failed. */
const readReport = (file: string): Counts => {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as JestReport;
    const skipped = process.env["CI"] === "true" ? report.numPendingTests + report.numTodoTests : 0;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites + skipped,
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
};

/** The end of the output, without the tests that passed. */
const readTail = (log: string): string =>
  readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("PASS"))
    .slice(-TOLD_LINES)
    .join("\n");
