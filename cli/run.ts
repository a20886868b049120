import { type Command, CommanderError } from "commander";
import type { AnswerForm } from "./context.ts";
import { printOutcome, withoutStackTrace, writeText } from "./define.ts";
import { type ExitStatus, misused } from "./outcome.ts";
import type { CliPorts } from "./ports.ts";
import { createProgram } from "./program.ts";

/** Runs one command line, without the program's name, and returns the exit status. Rejects only for a bug. */
export const runCli = async (args: readonly string[], ports: CliPorts): Promise<ExitStatus> => {
  let status: ExitStatus = 0;
  const program = createProgram({
    ports,
    answer: async (form, run) => {
      const outcome = await withoutStackTrace(run);
      printOutcome(outcome, toForm(form), ports);
      status = outcome.status;
    },
  });
  let usageError = "";
  // With a long usage in front, Commander would not wrap the descriptions of `config`.
  program.configureHelp({ minWidthToWrap: 30 });
  program.exitOverride().configureOutput({
    // Commander wraps its own text, but not the examples.
    writeOut: (text) => writeText(ports.stdout, text.replace(/\n$/, "")),
    writeErr: (text) => {
      usageError += text;
    },
    getOutHelpWidth: () => ports.stdout.columns,
    getErrHelpWidth: () => ports.stderr.columns,
  });
  inherit(program);
  try {
    await program.parseAsync(withoutLostHelp(args, program), { from: "user" });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.exitCode === 0) {
      return 0;
    }
    printOutcome(
      misused(withHint(withoutSecrets(usageError.trim()))),
      args.includes("--json") ? "json" : "text",
      ports,
    );
    return 2;
  }
};

/**
 * Without the request for help if it is about an unknown command. Commander would print the help of the program, and not
 * say that there is no such command.
 */
const withoutLostHelp = (args: readonly string[], program: Command): string[] => {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const words = args.slice(0, firstOption === -1 ? args.length : firstOption).filter((arg) => arg !== "help");
  return isKnown(words, program) ? [...args] : words;
};

const isKnown = ([word, ...rest]: readonly string[], command: Command): boolean => {
  if (word === undefined || command.commands.length === 0) {
    return true;
  }
  const next = command.commands.find((candidate) => candidate.name() === word);
  return next !== undefined && isKnown(rest, next);
};

/** Commander shows a wrong value, also that of a misspelt option. It may be a credential, or contain one before an @. */
const withoutSecrets = (error: string): string =>
  error
    .replace(/(unknown option '-[^'=]*)=.*'/s, "$1'")
    .replace(/(option '--(?:user|token)\b[^']*' (?:argument|value)) '.*?'(?= is invalid| from env)/s, "$1")
    .replace(/((?:argument|value)) '[^']*@.*?'(?= is invalid)/s, "$1");

/** What to do next, if Commander gives no better hint. */
const withHint = (error: string): string => {
  if (!error.startsWith("error: ") || error.includes("(Did you mean")) {
    return error;
  }
  if (error.startsWith("error: unknown command")) {
    return `${error}\n(--help lists the commands)`;
  }
  const [, file] = /^error: too many arguments .* (\S+\.ya?ml)\.$/.exec(error) ?? [];
  return file === undefined
    ? `${error}\n(--help shows what the command takes, with examples)`
    : `${error}\n(the configuration is named with --config ${file})`;
};

const toForm = ({ json }: AnswerForm): "text" | "json" => (json === true ? "json" : "text");

/** Commander passes settings only to commands that the program itself creates. */
const inherit = (parent: ReturnType<typeof createProgram>): void => {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
};
