import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { finished } from "node:stream/promises";
import { SUITES, type Suite } from "../suites.ts";
import { ROOT, toCommand, toEnvironment, withTemporaryFolder } from "./run-suite.ts";
import { showProgress } from "./show-progress.ts";
import {
  type Counts,
  countTests,
  parseReport,
  type TestReport,
  toFailedFiles,
  withSecondRun,
} from "./test-report.ts";

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

/** If more files fail, the commit or the machine is at fault, and a second run tells nothing new. */
const FILES_RUN_AGAIN = 3;

interface Outcome extends Counts {
  /** Files that failed, and passed when they were run again alone. */
  readonly unstable: readonly string[];
}

type Print = (text: string) => void;

/**
 * Runs every suite, prints a line for each and `N passed, N failed` at the end. Returns the exit code.
 *
 * Test files that fail are run once more, alone: programs of tests share two cores with others, and wait for real time. The
 * output of the first run is printed all the same, and the files that pass only then are listed at the end.
 */
export const runEverything = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "test-all-"));
  const outcomes: Outcome[] = [];
  const progress = showProgress();
  const print: Print = (text) => {
    progress.clear();
    process.stdout.write(`${text}\n`);
  };
  for (const [done, step] of STEPS.entries()) {
    progress.show({ done, total: STEPS.length, text: step.name });
    const started = performance.now();
    const outcome = await runStep(step, folder, print);
    outcomes.push(outcome);
    print(`${step.name} … ${toSummary(outcome)} (${Math.round((performance.now() - started) / 1_000)} s)`);
  }
  rmSync(folder, { recursive: true });
  const unstable = outcomes.flatMap((outcome) => outcome.unstable);
  if (unstable.length > 0) {
    print(`failed beside other tests and passed alone, find out why:\n  ${unstable.join("\n  ")}`);
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

const toSummary = ({ passed, failed, unstable }: Outcome): string =>
  [
    `${passed} passed`,
    ...(failed === 0 ? [] : [`${failed} FAILED`]),
    ...(unstable.length === 0 ? [] : [`files that passed only when run again: ${unstable.length}`]),
  ].join(", ");

const runStep = async (step: Step, folder: string, print: Print): Promise<Outcome> => {
  if (step.kind === "suite") {
    return runTests(step.suite, folder, print);
  }
  const log = join(folder, "log");
  const code = await run(step.command, process.env, log);
  if (code !== 0) {
    print(readTail(log));
  }
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, unstable: [] };
};

const runTests = async (suite: Suite, folder: string, print: Print): Promise<Outcome> => {
  const first = await runJest(suite, [], folder, print);
  const failed = toFailedFiles(first);
  if (failed.length === 0 || failed.length > FILES_RUN_AGAIN) {
    return { ...countTests(first), unstable: [] };
  }
  const second = await runJest(suite, ["--runInBand", "--runTestsByPath", ...failed], folder, print);
  const both = withSecondRun(first, second);
  const stillFailed = toFailedFiles(both);
  return {
    ...countTests(both),
    unstable: failed.filter((file) => !stillFailed.includes(file)).map((file) => relative(ROOT, file)),
  };
};

/** Runs Jest, and prints the end of its output if it fails. */
const runJest = async (
  suite: Suite,
  flags: readonly string[],
  folder: string,
  print: Print,
): Promise<TestReport> => {
  const log = join(folder, "log");
  const file = join(folder, "report.json");
  rmSync(file, { force: true });
  // Jest would wait for programs that a test leaves behind when it exceeds its limit.
  const command = toCommand(suite, [...flags, "--json", `--outputFile=${file}`, "--forceExit"]);
  const code = await withTemporaryFolder((temporary) => run(command, toEnvironment(suite, temporary), log));
  const report = parseReport(existsSync(file) ? readFileSync(file, "utf8") : "", {
    code,
    isCi: process.env["CI"] === "true",
  });
  if (countTests(report).failed > 0) {
    print(readTail(log));
  }
  return report;
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

/** The end of the output, without the tests that passed. */
const readTail = (log: string): string =>
  readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("PASS"))
    .slice(-TOLD_LINES)
    .join("\n");
