import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Runs commands of the CDK CLI one after the other in one process. To load the CLI takes longer than most of its
 * commands. Each message is a command, and is answered with its result.
 */
export interface Command {
  readonly args: readonly string[];
  readonly folder: string;
}

export interface CommandResult {
  readonly isOk: boolean;
  readonly output: string;
}

interface Cli {
  /** Rejects if the command fails, or resolves with an exit code that is not 0. */
  readonly exec: (args: readonly string[]) => Promise<number | undefined>;
}

// The package exports only its program, which ends the process after one command.
const CLI = join(import.meta.dirname, "../../node_modules/aws-cdk/lib/index.js");
const { exec } = createRequire(import.meta.url)(CLI) as Cli;

let output = "";
const collect = (text: string | Uint8Array): boolean => {
  output += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
  return true;
};
process.stdout.write = collect as typeof process.stdout.write;
process.stderr.write = collect as typeof process.stderr.write;

const run = async ({ args, folder }: Command): Promise<CommandResult> => {
  output = "";
  process.chdir(folder);
  try {
    const code = await exec(args);
    return { isOk: (code ?? 0) === 0, output };
  } catch (error) {
    return { isOk: false, output: `${output}${error}\n` };
  }
};

process.on("message", async (command: Command) => {
  process.send?.(await run(command));
});
