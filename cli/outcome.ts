/** The output of a command, and its status. */
export interface CommandOutcome {
  readonly status: ExitStatus;
  /** For a reader: lines without a newline at the end. */
  readonly text: string;
  /** The same for a program: the output of `--json`. */
  readonly json: unknown;
  /** `stdout`: the command has an answer, yes or no. `stderr`: it has none. */
  readonly stream: "stdout" | "stderr";
}

/**
 * 0: done, or the answer is yes. 1: not done, or the answer is no. 2: the command line is wrong. 3: yes, but with
 * warnings (like `promtool check metrics`).
 */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Done, or the answer is yes. */
export const answered = (text: string, json: unknown): CommandOutcome => ({
  status: 0,
  text,
  json,
  stream: "stdout",
});

/** The answer is no. */
export const denied = (text: string, json: unknown): CommandOutcome => ({
  status: 1,
  text,
  json,
  stream: "stdout",
});

/** The answer is yes, with warnings. */
export const warned = (text: string, json: unknown): CommandOutcome => ({
  status: 3,
  text,
  json,
  stream: "stdout",
});

/** There is no answer, and nothing was done. */
export const failed = (text: string): CommandOutcome => ({
  status: 1,
  text,
  json: { error: text },
  stream: "stderr",
});

/** The command line is wrong. */
export const misused = (text: string): CommandOutcome => ({
  status: 2,
  text,
  json: { error: text },
  stream: "stderr",
});
