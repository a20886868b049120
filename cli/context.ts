import type { CommandOutcome } from "./outcome.ts";
import type { CliPorts } from "./ports.ts";

/** What the program passes to each of its commands. */
export interface CliContext {
  readonly ports: CliPorts;
  /** Runs the command, prints the outcome in the requested form, and ends the program with its status. */
  readonly answer: (form: AnswerForm, run: () => CommandOutcome | Promise<CommandOutcome>) => Promise<void>;
}

/** The option that every command has. */
export interface AnswerForm {
  readonly json?: boolean;
}
