/** What a command prints and how it ends. */
export interface CommandOutcome {
  readonly status: 0 | 1;
  /** Lines for standard output; for standard error when the status is 1 and the answer is none that was asked for. */
  readonly output: string;
  readonly stream: "stdout" | "stderr";
}

export const answered = (output: string): CommandOutcome => ({ status: 0, output, stream: "stdout" });

/** The answer is no. */
export const denied = (output: string): CommandOutcome => ({ status: 1, output, stream: "stdout" });

/** There is no answer. */
export const failed = (output: string): CommandOutcome => ({ status: 1, output, stream: "stderr" });

export const exitWith = ({ status, output, stream }: CommandOutcome): void => {
  process[stream].write(`${output}\n`);
  process.exitCode = status;
};
