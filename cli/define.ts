import { Command } from "commander";
import { foldText } from "../infra/local/terminal/fold.ts";
import { escapeUnprintableInLines } from "../lambda/model/printable.ts";
import { describeError } from "./describe-error.ts";
import { type CommandOutcome, failed } from "./outcome.ts";
import type { CliPorts, Output } from "./ports.ts";

/** A command of the program. Its help starts with its examples. Every command can answer in JSON. */
export const defineCommand = (name: string, description: string, examples: readonly string[]): Command =>
  defineCommandGroup(name, description, examples).option("--json", "print the answer as JSON");

/** A word that is followed by a command. */
export const defineCommandGroup = (name: string, description: string, examples: readonly string[]): Command =>
  new Command(name).description(description).addHelpText("before", toExamples(examples));

const toExamples = (examples: readonly string[]): string =>
  ["Examples:", ...examples.map((example) => `  ${example}`), ""].join("\n");

/** Prints the outcome in the requested form. */
export const printOutcome = (
  { text, json, stream }: CommandOutcome,
  form: "text" | "json",
  { stdout, stderr }: CliPorts,
): void => {
  if (form === "json") {
    // JSON leaves characters that can control a terminal as they are, for instance of HELP texts from clients.
    stdout.write(`${escapeUnprintableInLines(JSON.stringify(json, null, 2))}\n`);
    return;
  }
  if (text !== "") {
    writeText(stream === "stdout" ? stdout : stderr, text);
  }
};

/** Lines for a reader, as wide as the terminal. Control characters in names and paths from clients are escaped. */
export const writeText = (output: Output, text: string): void => {
  const printable = escapeUnprintableInLines(text);
  output.write(`${output.isTerminal ? foldText(printable, output.columns, FOLDED_INDENT) : printable}\n`);
};

/** Wrapped lines are indented more than the lines of an answer. */
const FOLDED_INDENT = 6;

/** The outcome, also for failures outside the program. A bug is thrown. */
export const withoutStackTrace = async (
  run: () => CommandOutcome | Promise<CommandOutcome>,
): Promise<CommandOutcome> => {
  try {
    return await run();
  } catch (error) {
    const description = describeError(error);
    if (description === undefined) {
      throw error;
    }
    return failed(description);
  }
};
