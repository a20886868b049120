import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findFreePort, type RunningProgram, startProgram } from "../support/real-components.ts";

const ROOT = join(import.meta.dirname, "../..");
const VENV = join(ROOT, ".local/ministack");
const LAUNCHER = join(import.meta.dirname, "ministack");

export interface Ministack extends RunningProgram {
  readonly port: number;
  /** Settings for CDK and the SDKs to reach the emulator and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
}

/** An empty AWS on loopback. Its Lambda functions run on the current Node. */
export const startMinistack = async (): Promise<Ministack> => {
  installMinistack();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const path = [join(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const program = await startProgram(url, "/_ministack/health", "/usr/bin/env", [
    `PATH=${path}`,
    `GATEWAY_PORT=${port}`,
    // Checks the rights of each caller, and gives functions their roles.
    "AUTH=true",
    "LOG_LEVEL=WARNING",
    "MINISTACK_HOST=127.0.0.1",
    `PYTHONPATH=${LAUNCHER}`,
    "PYTHONDONTWRITEBYTECODE=1",
    join(VENV, "bin/python"),
    ...["-m", "hypercorn", "-c", `file:${join(LAUNCHER, "hconf.py")}`, "launcher:app"],
    ...["--bind", `127.0.0.1:${port}`, "--keep-alive", "75"],
  ]);
  return {
    ...program,
    port,
    environment: {
      PATH: path,
      HOME: process.env["HOME"] ?? "/",
      TMPDIR: tmpdir(),
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      // The CLI remembers the account of a key.
      CDK_HOME: mkdtempSync(join(tmpdir(), "cdk-home-")),
      CDK_DISABLE_CLI_TELEMETRY: "true",
      // Half a hundred runs of the CLI load the same code.
      NODE_COMPILE_CACHE: join(ROOT, ".local/compiled"),
      // The library's own rules take half of the time of a synthesis; synthesis.test.ts checks them.
      CDK_VALIDATION: "false",
    },
  };
};

/** Two test files may install it at once, so each does it in its own folder. The first to finish wins. */
const installMinistack = (): void => {
  if (existsSync(VENV)) {
    return;
  }
  mkdirSync(dirname(VENV), { recursive: true });
  const folder = mkdtempSync(`${VENV}-`);
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  execFileSync(join(folder, "bin/python"), [...install, "-r", join(LAUNCHER, "requirements.txt")], {
    stdio: "inherit",
  });
  try {
    renameSync(folder, VENV);
  } catch {
    rmSync(folder, { recursive: true });
  }
};
