/** The program `pushgateway-proxy`; `npm run <command>` runs it, too. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { sendOnce } from "../action/send-once.ts";
import { createNodeFiles } from "../ci/node-files.ts";
import { openBrowser } from "../infra/local/open-browser.ts";
import type { CliPorts, Output } from "./ports.ts";
import { runCli } from "./run.ts";

const toOutput = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => stream.write(text),
  isTerminal: stream.isTTY === true,
  columns: stream.columns ?? 80,
});

const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
};

const runProgram = async (program: string, args: readonly string[]): Promise<number> => {
  const child = spawn(program, args, { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 1;
};

const PORTS: CliPorts = {
  stdout: toOutput(process.stdout),
  stderr: toOutput(process.stderr),
  env: process.env,
  readStdin: () => readFileSync(0),
  ask: process.stdin.isTTY === true ? ask : undefined,
  // The SDK takes longer to load than most commands take to run.
  connectLambda: async () => new (await import("@aws-sdk/client-lambda")).LambdaClient({}),
  connectLogs: async () => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogsClient({}),
  connectSecretsManager: async () =>
    (await import("../lambda/adapters/secrets/secrets-manager-store.ts")).createSecretsManagerClient(
      { maxAttempts: 3 },
      5_000,
    ),
  http: { send: sendOnce, sleep: (ms) => sleep(ms), now: () => performance.now(), random: Math.random },
  openBrowser,
  untilStopped: async () => {
    await Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  },
  files: createNodeFiles("."),
  epochMs: Date.now,
  runProgram,
};

/** Whether the answer could not be written, because the disk is full. A reader that has enough, such as `head`, may go. */
let isOutputLost = false;

process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code !== "EPIPE" && !isOutputLost) {
    isOutputLost = true;
    process.exitCode = 1;
    process.stderr.write(`the output cannot be written: ${message}\n`);
  }
});

// There is no other place to report it. The system of `start` serves also while its log is on a full disk.
process.stderr.on("error", () => {});

const status = await runCli(process.argv.slice(2), PORTS);
process.exitCode = isOutputLost ? 1 : status;
