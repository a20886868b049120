import type { CliPorts } from "../../cli/ports.ts";
import { runCli } from "../../cli/run.ts";
import { createFilesInMemory } from "./ci/files-in-memory.ts";

/** The output of a command line, and its status. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, without AWS and network unless `ports` has them. */
export const runInProcess = async (
  args: readonly string[],
  ports: Partial<CliPorts> = {},
): Promise<CliResult> => {
  let stdout = "";
  let stderr = "";
  const status = await runCli(args, {
    stdout: { write: (text) => (stdout += text), isTerminal: false, columns: 100 },
    stderr: { write: (text) => (stderr += text), isTerminal: false, columns: 100 },
    env: {},
    readStdin: () => new Uint8Array(),
    ask: undefined,
    connectLambda: refuse,
    connectLogs: refuse,
    connectSecretsManager: refuse,
    http: {
      send: refuse,
      sleep: async () => {},
      now: () => performance.now(),
      random: () => 0.5,
    },
    openBrowser: async () => {},
    untilStopped: async () => {},
    files: createFilesInMemory({}),
    epochMs: Date.now,
    runProgram: refuse,
    ...ports,
  });
  return { status, stdout, stderr };
};

const refuse = (): never => {
  throw new Error("this command must not reach for the outside world");
};
