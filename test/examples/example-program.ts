import { spawn } from "node:child_process";

export interface EndedProgram {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface ExampleProgram {
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<EndedProgram>;
  readonly stop: (signal: NodeJS.Signals) => Promise<EndedProgram>;
}

export interface ProgramSettings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
}

/** Starts a program as a user would, without a terminal. */
export const startProgram = (
  command: string,
  args: readonly string[],
  { env, cwd, input = "" }: ProgramSettings,
): ExampleProgram => {
  const child = spawn(command, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<EndedProgram>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output, errors }));
  });
  // A program that never reads its input may end before the input is written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return {
    output: () => output,
    errors: () => errors,
    ended,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

export const runProgram = (
  command: string,
  args: readonly string[],
  settings: ProgramSettings,
): Promise<EndedProgram> => startProgram(command, args, settings).ended;
