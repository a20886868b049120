import { type ParseArgsConfig, parseArgs } from "node:util";
import { escapeUnprintableInLines } from "../lambda/model/printable.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";

/** What a command prints and how it ends. */
export interface CommandOutcome {
  readonly status: ExitStatus;
  /** Lines for standard output; for standard error when there is no answer. */
  readonly output: string;
  readonly stream: "stdout" | "stderr";
}

/**
 * 0: done, or the answer is yes. 1: not done, there is no answer, or the answer is no. 2: the command line is wrong.
 * 3: what it names does not exist. 4: done, and the scrape is broken.
 */
export type ExitStatus = 0 | 1 | 2 | 3 | 4;

export const answered = (output: string): CommandOutcome => ({ status: 0, output, stream: "stdout" });

/** The answer is no. */
export const denied = (output: string): CommandOutcome => ({ status: 1, output, stream: "stdout" });

/** There is no answer. */
export const failed = (output: string): CommandOutcome => ({ status: 1, output, stream: "stderr" });

/** The command line is wrong. */
export const misused = (output: string): CommandOutcome => ({ status: 2, output, stream: "stderr" });

/** What the command line names does not exist. */
export const absent = (output: string): CommandOutcome => ({ status: 3, output, stream: "stderr" });

/** Names and paths that clients have sent cannot steer the terminal. */
export const exitWith = ({ status, output, stream }: CommandOutcome): void => {
  process[stream].write(`${escapeUnprintableInLines(output)}\n`);
  process.exitCode = status;
};

type Arguments<Options extends ParseArgsConfig["options"]> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/** The command line, or what is wrong with it. */
export const readArguments = <const Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
): Result<Arguments<Options>, string> => {
  try {
    return ok(parseArgs({ args: [...args], options, allowPositionals: true }));
  } catch (error) {
    return err((error as Error).message);
  }
};
