import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
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
    },
  };
};

const installMinistack = (): void => {
  if (existsSync(join(VENV, "bin/hypercorn"))) {
    return;
  }
  execFileSync("python3", ["-m", "venv", VENV], { stdio: "inherit" });
  execFileSync(
    join(VENV, "bin/pip"),
    ["install", "--quiet", "--disable-pip-version-check", "-r", join(LAUNCHER, "requirements.txt")],
    { stdio: "inherit" },
  );
};
