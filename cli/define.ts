import { Command } from "commander";
import { escapeUnprintableInLines } from "../lambda/model/printable.ts";
import { describeError } from "./describe-error.ts";
import { type CommandOutcome, failed } from "./outcome.ts";
import type { CliPorts } from "./ports.ts";

/** A command of the program with its examples, which its help shows first. Every command can answer in JSON. */
export const defineCommand = (name: string, description: string, examples: readonly string[]): Command =>
  defineCommandGroup(name, description, examples).option("--json", "print the answer as JSON");

/** A word that is followed by a command. */
export const defineCommandGroup = (name: string, description: string, examples: readonly string[]): Command =>
  new Command(name).description(description).addHelpText("before", toExamples(examples));

const toExamples = (examples: readonly string[]): string =>
  ["Examples:", ...examples.map((example) => `  ${example}`), ""].join("\n");

/** Prints the outcome in the form that is asked for. Names and paths that clients have sent cannot steer the terminal. */
export const printOutcome = (
  { text, json, stream }: CommandOutcome,
  form: "text" | "json",
  { stdout, stderr }: CliPorts,
): void => {
  if (form === "json") {
    stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    return;
  }
  if (text !== "") {
    (stream === "stdout" ? stdout : stderr).write(`${escapeUnprintableInLines(text)}\n`);
  }
};

/** The outcome, also where the world around the command fails it. A bug is thrown on. */
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
