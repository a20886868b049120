/**
 * `npm run test:openapi` checks that openapi.yaml is a valid document, and that the proxy behaves as it says.
 * Schemathesis sends thousands of requests to the local gateway with its stage, in front of a real Pushgateway, once
 * for each way to give a credential. It fails when a check fails, or when too few requests were made to mean anything.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const MIN_CASES = 2_000;

const FOLDER = import.meta.dirname;
const DOCUMENT = join(FOLDER, "../../openapi.yaml");
const REQUIREMENTS = readFileSync(join(FOLDER, "requirements.txt"), "utf8");

/** A Python environment with the tools, created once for each set of versions. */
const provideTools = (): string => {
  const versions = [...REQUIREMENTS.matchAll(/==(.*)/g)].map(([, version]) => version).join("-");
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const environment = join(cache, "pushgateway-proxy", `openapi-${versions}`);
  const programs = join(environment, "bin");
  if (!existsSync(join(programs, "st"))) {
    execFileSync("python3", ["-m", "venv", "--clear", environment], { stdio: "inherit" });
    const flags = ["install", "--quiet", "--disable-pip-version-check"];
    execFileSync(join(programs, "pip"), [...flags, "-r", join(FOLDER, "requirements.txt")], {
      stdio: "inherit",
    });
  }
  return programs;
};

interface Pass {
  readonly name: string;
  readonly phases: string;
  readonly maxExamples: number;
  /** Flags that give the credential. */
  readonly credential: readonly string[];
}

const toPasses = ({ tokens }: RunningProxy): readonly Pass[] => {
  const [[client, token] = ["", ""]] = Object.entries(tokens);
  const basic = { maxExamples: 10, credential: ["--auth", `${client}:${token}`] };
  return [
    // Its own pass, since it takes as long as all others.
    { ...basic, name: "Basic, coverage", phases: "coverage" },
    { ...basic, name: "Basic", phases: "examples,fuzzing,stateful" },
    {
      name: "Bearer",
      phases: "examples,fuzzing",
      maxExamples: 5,
      credential: ["--header", `Authorization: Bearer ${client}.${token}`],
    },
  ];
};

interface Outcome {
  readonly cases: number;
  readonly isValid: boolean;
}

const runPass = async (
  programs: string,
  url: string,
  { name, phases, maxExamples, credential }: Pass,
): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), "schemathesis-"));
  const report = join(folder, "report.json");
  const { isSuccess, output } = await run(
    join(programs, "st"),
    [
      ...["--config-file", join(FOLDER, "schemathesis.toml")],
      ...["run", DOCUMENT, "--url", url, ...credential],
      ...["--phases", phases, "--max-examples", String(maxExamples)],
      ...["--report", "json", "--report-json-path", report, "--no-color"],
    ],
    folder,
  );
  const cases = existsSync(report) ? countCases(report) : 0;
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n== ${name}\n${output}`);
  return { cases, isValid: isSuccess && cases > 0 };
};

interface Ended {
  readonly isSuccess: boolean;
  readonly output: string;
}

const run = (command: string, args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise((resolve) => {
    // Keeps Python's files beside sources and in the working directory out of the repository.
    const env = { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: "1" };
    execFile(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ isSuccess: error === null, output: stdout + stderr }),
    );
  });

const countCases = (report: string): number =>
  (JSON.parse(readFileSync(report, "utf8")) as { readonly test_cases: { readonly generated: number } })
    .test_cases.generated;

const programs = provideTools();
execFileSync(join(programs, "python"), ["-m", "openapi_spec_validator", DOCUMENT], { stdio: "inherit" });
const proxy = await startProxy(readFileSync(join(FOLDER, "proxy.yaml"), "utf8"));
try {
  // Each uses one core.
  const outcomes = await Promise.all(
    toPasses(proxy).map((pass) => runPass(programs, `${proxy.url}/prod`, pass)),
  );
  const cases = outcomes.reduce((sum, outcome) => sum + outcome.cases, 0);
  const isValid = outcomes.every((outcome) => outcome.isValid);
  process.stdout.write(`\n${cases} cases${isValid ? ", none failed" : ""}\n`);
  if (cases < MIN_CASES) {
    process.stdout.write(`fewer than ${MIN_CASES}: the run says nothing\n`);
  }
  process.exitCode = isValid && cases >= MIN_CASES ? 0 : 1;
} finally {
  await proxy.stop();
}
