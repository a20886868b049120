import { withoutCredentials } from "../lambda/model/without-credentials.ts";

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

const withAnswer =
  (status: ExitStatus) =>
  (text: string, json: unknown): CommandOutcome => ({ status, text, json, stream: "stdout" });

const withoutAnswer =
  (status: ExitStatus) =>
  (error: string): CommandOutcome => {
    const text = withoutCredentials(error);
    return { status, text, json: { error: text }, stream: "stderr" };
  };

/** Done, or the answer is yes. */
export const answered = withAnswer(0);

/** The answer is no. */
export const denied = withAnswer(1);

/** The answer is yes, with warnings. */
export const warned = withAnswer(3);

/** There is no answer, and nothing was done. */
export const failed = withoutAnswer(1);

/** The command line is wrong. */
export const misused = withoutAnswer(2);
