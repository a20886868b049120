import type { CommandOutcome } from "./outcome.ts";
import type { CliPorts } from "./ports.ts";

/** What the program hands to each of its commands. */
export interface CliContext {
  readonly ports: CliPorts;
  /** Does what the command is for, prints the outcome in the form asked for, and ends the program with its status. */
  readonly answer: (form: AnswerForm, run: () => CommandOutcome | Promise<CommandOutcome>) => Promise<void>;
}

/** The option that every command has. */
export interface AnswerForm {
  readonly json?: boolean;
}
